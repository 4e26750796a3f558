# 一号 Yihao. `make run` 启动,`make test` 测试;其余见 `make help`。
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
BOT := bot/.venv
export UV_COMPILE_BYTECODE := 1
export UV_LINK_MODE := copy
export UV_NO_PROGRESS := 1

.DEFAULT_GOAL := help
.PHONY: help setup run run-phone test test-fast lint format bench train evaluate replay lock clean

help: ## 列出可用的命令
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk 'BEGIN{FS=":.*## "}{printf "  make %-10s %s\n",$$1,$$2}'

setup: $(VENV)/.ready $(BOT)/.ready ## 准备两个环境:.venv(主程序)和 bot/.venv(Rasa)

$(BIN)/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "需要 Python 3.11 或更新的版本 (Python 3.11+ is needed)"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "缺少 venv:请先 apt install python3-venv"; exit 1; }
	@echo "准备主程序环境……"
	@"$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION) 2>/dev/null

$(VENV)/.ready: $(BIN)/python requirements.lock requirements-dev.lock pyproject.toml
	@$(UV) pip install -q --python $(BIN)/python --no-deps -r requirements.lock -r requirements-dev.lock
	@$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

# Rasa needs Python 3.11 exactly. Without it the scripted interview serves, and we say so.
$(BOT)/.ready: $(VENV)/.ready bot/requirements.lock
	@echo "准备 Rasa 环境(约半分钟)……"
	@if $(UV) venv -q --allow-existing --python 3.11 $(BOT) && $(UV) pip install -q --python $(BOT)/bin/python --no-deps -r bot/requirements.lock; \
	then touch $@; \
	else rm -rf $(BOT); echo "Rasa 环境没有装上,对话先用内置问答 (Rasa is not available here)"; fi

run: setup ## 启动全部:群众入口 8000,工作台 8001,Rasa 和后台
	@$(BIN)/yihao up

run-phone: setup ## 电话线路(另开一个终端,和 make run 一起)
	@test -e var/asterisk/.ready || $(BIN)/yihao phone fetch
	@$(BIN)/yihao phone run

# Three parts side by side, though there are two cores: browsers and telephones mostly wait. A call
# goes on in real time, so that the others give way to it.
BROWSING := tests/e2e tests/live
CALLING := tests/intake/phone tests/bot tests/simulation tests/routing tests/contracts

test: setup ## 全部测试,三部分一起跑(约 20 分钟)
	@mkdir -p var; \
	nice -n 10 $(BIN)/python -m pytest $(BROWSING) > var/test-browsing.log 2>&1 & browsing=$$!; \
	$(BIN)/python -m pytest $(CALLING) > var/test-calling.log 2>&1 & calling=$$!; \
	trap 'kill $$browsing $$calling' INT TERM; \
	nice -n 10 $(BIN)/python -m pytest tests $(addprefix --ignore=,$(BROWSING) $(CALLING)); rest=$$?; \
	wait $$calling; called=$$?; cat var/test-calling.log; \
	wait $$browsing; browsed=$$?; cat var/test-browsing.log; exit $$((rest | called | browsed))

test-fast: setup ## 不用 Rasa、浏览器和 PostgreSQL 的测试(约 5 分钟)
	@$(BIN)/python -m pytest -m "not bot and not browser and not postgres and not slow"

lint: setup ## ruff、mypy、import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: setup ## 整理格式
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## 测速度,打印数字
	@$(BIN)/python -m tests.benchmarks

train: setup ## 训练分办模型和对话模型
	@$(BIN)/yihao train

evaluate: setup ## 用留出的文本量一量
	@$(BIN)/yihao evaluate

replay: setup ## 把一个 CSV 当真实来信登记一遍:make replay FILE=… LIMIT=500
	@$(BIN)/yihao replay $(FILE) --limit $(or $(LIMIT),0)

lock: setup ## 重新锁定依赖(不写任何下载地址)
	@$(UV) lock -q && $(UV) export -q --frozen --no-emit-project --no-header --no-default-groups -o requirements.lock && \
	$(UV) export -q --frozen --no-emit-project --no-header --only-group dev -o requirements-dev.lock && rm uv.lock

clean: ## 删掉环境、模型和数据(var/ 里的登记内容也会删)
	rm -rf $(VENV) $(BOT) var .pytest_cache .mypy_cache .ruff_cache .hypothesis
