"""A small town of a catalogue: enough rows for every rule, few enough to read."""

import csv
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from routing.catalogue import HERE, Catalogue, load
from routing.deadlines import CHINA
from routing.kinds import KindRules
from routing.models import load_models
from routing.router import Router
from routing.train import Report, train

MONDAY = datetime(2026, 11, 23, 9, tzinfo=CHINA)

BASIS = [{"document": "《测试条例》", "article": "第一条", "certainty": "full"}]
CATEGORIES = """
- code: "01"
  name: 市场监管
  children:
  - {code: "01.01", name: 消费退换赔, belongs: 买东西要退款, keywords: [退款, 退货, 商家, 收据], lead: market}
  - {code: "01.05", name: 食品安全, belongs: 吃的东西不干净, keywords: [过期, 发霉, 异物, 食品], lead: market}
- code: "07"
  name: 住房建设
  children:
  - {code: "07.01", name: 物业, belongs: 物业公司不管事, keywords: [物业, 物业费, 业主, 保洁], lead: housing, helpers: [market]}
  - {code: "07.05", name: 公积金, belongs: 公积金提取, keywords: [公积金, 提取, 缴存], lead: housing, level: city}
  - {code: "07.06", name: 供热, belongs: 家里暖气不热, keywords: [暖气, 供热, 不热, 室温], lead: housing, time_limit: utilities}
- code: "08"
  name: 城市管理
  children:
  - {code: "08.01", name: 占道经营, belongs: 摆摊占路, keywords: [摆摊, 占道, 夜市, 小贩], lead: city_management}
- code: "18"
  name: 政务服务
  children:
  - {code: "18.01", name: 办事慢, belongs: 窗口办事慢, keywords: [窗口, 办事, 大厅, 排队], lead: approval}
"""
DEPARTMENTS = """
- {code: market, name: 市场监督管理局, duty: 管买卖, aliases: [市场监管局, 市监局, 工商局], words: [经营, 商店],
   names: {province: 山西省市场监督管理局, city: "{area}市场监督管理局", county: "{area}市场监督管理局"}}
- {code: housing, name: 住房和城乡建设局, duty: 管房子, aliases: [住建局, 房管局], words: [小区, 房屋],
   names: {province: 山西省住房和城乡建设厅, city: "{area}住房和城乡建设局", county: "{area}住房和城乡建设局"}}
- {code: city_management, name: 城市管理局, duty: 管市容, aliases: [城管], words: [市容, 街面],
   names: {city: "{area}城市管理局"}}
- {code: approval, name: 行政审批服务管理局, duty: 管办证, aliases: [审批局], words: [许可, 证照],
   names: {province: 山西省行政审批服务管理局, city: "{area}行政审批服务管理局", county: "{area}行政审批服务管理局"}}
- {code: desk, name: 人工派单台, duty: 人工派单,
   names: {province: "{area}12345热线派单台", city: "{area}12345热线派单台", county: "{area}12345热线派单台"}}
"""
TIME_LIMITS = """
- {code: urgent, name: 紧急, amount: 2, unit: hours, document: 《甲》, article: 第一条, certainty: excerpt}
- {code: utilities, name: 水电气热, amount: 24, unit: hours, document: 《甲》, article: 第二条, certainty: excerpt}
- {code: enquiry, name: 咨询, amount: 1, unit: working_days, document: 《甲》, article: 第三条, certainty: unverified}
- {code: ordinary, name: 一般诉求, amount: 7, unit: working_days, document: 《旧》, article: 第四条, certainty: full, until: 2019-12-31}
- {code: ordinary, name: 一般诉求, amount: 5, unit: working_days, document: 《甲》, article: 第四条, certainty: full, since: 2020-01-01}
- {code: report, name: 举报核查, amount: 15, unit: working_days, document: 《乙》, article: 第三十一条, certainty: full}
- {code: suggestion, name: 建议, amount: 15, unit: working_days, document: 《甲》, article: 第五条, certainty: unverified}
"""
KIND_LIMITS = (
    "{enquiry: enquiry, request: ordinary, complaint: ordinary, report: report, "
    "suggestion: suggestion, praise: ordinary}"
)
AREAS = """code,name,level,parent,aliases
14,山西省,province,,山西
1401,太原市,city,14,太原
140105,小店区,county,1401,小店
140106,迎泽区,county,1401,迎泽
140121,清徐县,county,1401,清徐
1402,大同市,city,14,大同
1403,阳泉市,city,14,阳泉
140302,城区,county,1403,
140303,矿区,county,1403,
1404,长治市,city,14,长治
140428,长子县,county,1404,长子
1405,晋城市,city,14,晋城
140502,城区,county,1405,
1408,运城市,city,14,运城
140829,平陆县,county,1408,平陆
1410,临汾市,city,14,临汾
141025,古县,county,1410,
1407,晋中市,city,14,晋中
140722,左权县,county,1407,左权
140728,平遥县,county,1407,平遥
"""
SITUATIONS = r"""
- {code: fire, numbers: ["119"], urgent: true, phrases: [着火, 起火], patterns: ['煤气.{0,4}(漏|味)'],
   unless: [灭火器过期, 万一], reply: 请马上打119。}
- {code: discipline, numbers: ["12388"], urgent: false, inform: true, kind: report, phrases: [局长收钱, 受贿],
   unless: [新闻里], reply: 请打12388。}
"""
SECRECY = "{phrases: [别说是我, 匿名举报], patterns: ['不要.{0,4}(透露|告诉).{0,4}(名字|是我)'], unless: [保密协议]}"
OWN_FILES = ("holidays.yml", "kinds.yml", "places.yml", "reasons.yml")

# What people say of each category, and what of it they say; every pair is one example.
STORIES = {
    "01.01": ("在商场买的", ["鞋开胶了不给退款", "手机有毛病商家不退货", "衣服掉色收据都在不退", "电视坏了老板不认账"]),
    "01.05": ("超市里卖的", ["面包已经过期了", "馒头发霉长毛", "罐头里吃出异物", "火腿肠变质了食品不干净"]),
    "07.01": ("我们小区的物业", ["收了物业费不打扫卫生", "对业主的话不理不睬", "电梯口的灯不换", "保洁一个月没来"]),
    "07.05": ("我想把公积金", ["提取出来还房贷", "从外地转回来", "缴存比例提高", "余额查清楚"]),
    "07.06": ("家里的暖气", ["一直不热室温只有十二度", "停了三天没人修", "交了供热费还是冰凉", "管道漏水不敢开"]),
    "08.01": ("门口的小贩", ["每天摆摊占道走不过去", "夜市摆到半夜", "推车堵着路口占道卖菜", "烧烤摊把便道占满了"]),
    "18.01": ("去政务大厅办事", ["窗口排队一上午没办成", "跑了三趟窗口还说材料不对", "叫号叫不到人", "办证拖了两个月"]),
}  # fmt: skip
KINDS = {"07.05": "enquiry", "07.06": "request", "01.05": "complaint;report"}
OPENINGS = ["你好,", "反映一下,", "太气人了,", "麻烦看看,"]


def _write(folder: Path) -> None:
    groups = yaml.safe_load(CATEGORIES)
    for group in groups:
        group["children"] = [
            {"excludes": "", "helpers": [], "level": "county", "time_limit": "ordinary"}
            | {"basis": BASIS}
            | child
            for child in group["children"]
        ]
    folder.mkdir(parents=True)
    (folder / "categories.yml").write_text(yaml.safe_dump(groups, allow_unicode=True), "utf-8")
    for name, content in {
        "departments.yml": DEPARTMENTS,
        "time_limits.yml": TIME_LIMITS,
        "kind_limits.yml": KIND_LIMITS,
        "areas.csv": AREAS,
        "situations.yml": SITUATIONS,
        "secrecy.yml": SECRECY,
    }.items():
        (folder / name).write_text(content, "utf-8")
    for name in OWN_FILES:
        shutil.copy(HERE / name, folder / name)


@pytest.fixture
def a_folder(tmp_path: Path) -> Path:
    """A catalogue folder that a test may spoil."""
    _write(tmp_path / "catalogue")
    return tmp_path / "catalogue"


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("town") / "catalogue"
    _write(folder)
    return load(folder)


@pytest.fixture(scope="session")
def training_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    (folder / "complaints").mkdir()
    (folder / "lexicon").mkdir()
    (folder / "lexicon" / "town.txt").write_text("公积金 1000 n\n", "utf-8")
    with (folder / "complaints" / "town.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "category", "kinds"])
        for category, (who, stories) in STORIES.items():
            for opening in OPENINGS:
                for story in stories:
                    kinds = KINDS.get(category, "complaint")
                    rows.writerow([opening + who + story, category, kinds])
    return folder


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def report(catalogue: Catalogue, training_dir: Path, model_dir: Path) -> Report:
    return train(training_dir, catalogue, model_dir, lambda *_: None)


@pytest.fixture(scope="session")
def router(catalogue: Catalogue, report: Report, model_dir: Path, training_dir: Path) -> Router:
    assert report.sure_from is not None
    models = load_models(model_dir, catalogue, training_dir / "lexicon")
    return Router(
        catalogue, models.classifier, models.kinds, sure_from=models.sure_from, home_area="1401"
    )


@pytest.fixture
def rules(catalogue: Catalogue) -> KindRules:
    return KindRules(catalogue.kind_cues)


@pytest.fixture
def edit(a_folder: Path) -> Callable[[str, str, str], Path]:
    """Change one file of the catalogue, and return its folder."""

    def change(name: str, old: str, new: str) -> Path:
        content = (a_folder / name).read_text("utf-8")
        assert old in content
        (a_folder / name).write_text(content.replace(old, new, 1), "utf-8")
        return a_folder

    return change
