"""A network of SenseVoice-Small's shape and size with random weights: what hearing costs.

70 blocks of self-attention with memory (FSMN), 512 wide, 4 heads, 2048 between; 25,055 signs;
234 million weights of 8 bits, as the published int8 file. What it hears is nonsense.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BLOCKS, WIDTH, HEADS, BETWEEN, MEMORY, CHARACTERS, FEATURES = 70, 512, 4, 2048, 11, 25_055, 560

FIRST_SIGN = 0x3400


class Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._random = np.random.default_rng(1)
        self._count = 0

    def constant(self, value: np.ndarray) -> str:
        self._count += 1
        name = f"w{self._count}"
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, **attributes: object) -> str:
        self._count += 1
        names = [f"n{self._count}_{n}" for n in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0]

    def numbers(self, *shape: int) -> str:
        return self.constant((self._random.normal(size=shape) * 0.02).astype(np.float32))

    def linear(self, x: str, wide: int, out: int) -> str:
        """As quantize_dynamic makes it: the input is made 8 bits on the way."""
        quantised = self.add("DynamicQuantizeLinear", x, outputs=3)
        scale, zero = quantised[:-1] + "1", quantised[:-1] + "2"
        weight = self.constant(self._random.integers(0, 256, (wide, out), dtype=np.uint8))
        middle = self.constant(np.array(128, np.uint8))
        whole = self.add("MatMulInteger", quantised, weight, zero, middle)
        factor = self.add("Mul", scale, self.constant(np.array(0.0003, np.float32)))
        real = self.add("Mul", self.add("Cast", whole, to=TensorProto.FLOAT), factor)
        return self.add("Add", real, self.numbers(out))

    def norm(self, x: str, wide: int) -> str:
        one = self.constant(np.ones(wide, np.float32))
        return self.add("LayerNormalization", x, one, self.numbers(wide), axis=-1)

    def heads(self, x: str, order: tuple[int, ...]) -> str:
        shape = self.constant(np.array([0, -1, HEADS, WIDTH // HEADS], np.int64))
        return self.add("Transpose", self.add("Reshape", x, shape), perm=order)

    def attention(self, x: str, wide: int) -> str:
        y = self.norm(x, wide)
        q, k, v = (self.linear(y, wide, WIDTH) for _ in range(3))
        turned = self.add("Transpose", v, perm=(0, 2, 1))
        kernel = self.numbers(WIDTH, 1, MEMORY)
        kept = self.add("Conv", turned, kernel, group=WIDTH, pads=[MEMORY // 2] * 2)
        memory = self.add("Add", self.add("Transpose", kept, perm=(0, 2, 1)), v)
        scores = self.add("MatMul", self.heads(q, (0, 2, 1, 3)), self.heads(k, (0, 2, 3, 1)))
        scale = self.constant(np.array((WIDTH // HEADS) ** -0.5, np.float32))
        weights = self.add("Softmax", self.add("Mul", scores, scale), axis=-1)
        seen = self.add("MatMul", weights, self.heads(v, (0, 2, 1, 3)))
        flat = self.constant(np.array([0, -1, WIDTH], np.int64))
        seen = self.add("Reshape", self.add("Transpose", seen, perm=(0, 2, 1, 3)), flat)
        return self.add("Add", self.linear(seen, WIDTH, WIDTH), memory)

    def block(self, x: str, wide: int) -> str:
        seen = self.attention(x, wide)
        x = self.add("Add", x, seen) if wide == WIDTH else seen
        between = self.add("Relu", self.linear(self.norm(x, WIDTH), WIDTH, BETWEEN))
        return self.add("Add", x, self.linear(between, BETWEEN, WIDTH))


def make(folder: Path, like: Path) -> Path:
    """A model in `folder` with its card; `like`: a small one with the same inputs and metadata."""
    small, graph = onnx.load(str(like)), Graph()
    table = graph.numbers(16, FEATURES)
    axis = graph.constant(np.array([1], np.int64))
    asked = [
        graph.add("Unsqueeze", graph.add("Gather", table, name), axis)
        for name in ("language", "text_norm", "language", "language")
    ]
    x, wide = graph.add("Concat", *asked, "x", axis=1), FEATURES
    for _ in range(BLOCKS):
        x, wide = graph.block(x, wide), WIDTH
    last = graph.linear(x, WIDTH, CHARACTERS)
    graph.nodes.append(helper.make_node("Identity", [last], ["logits"]))
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", "T", CHARACTERS])
    made = helper.make_model(
        helper.make_graph(graph.nodes, "large", small.graph.input, [logits], graph.weights),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    rows = {row.key: row.value for row in small.metadata_props}
    helper.set_model_props(made, rows | {"vocab_size": str(CHARACTERS)})
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(made, str(folder / "large.onnx"))
    lines = "".join(f"{chr(FIRST_SIGN + n)} {n}\n" for n in range(CHARACTERS))
    (folder / "tokens.txt").write_text(lines, "utf-8")
    files = {
        name: [file, hashlib.sha256((folder / file).read_bytes()).hexdigest()]
        for name, file in (("model", "large.onnx"), ("tokens", "tokens.txt"))
    }
    card = {"kind": "sense_voice", "fixture": True, "files": files}
    (folder / "model.json").write_text(json.dumps(card), "utf-8")
    return folder
