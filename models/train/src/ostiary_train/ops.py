"""Which of a model's operations the accelerators take: checked at export, so that no bundle is slow by surprise."""

from dataclasses import dataclass
from pathlib import Path

from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.lite.tools import flatbuffer_utils

from .errors import TrainingFault

XNNPACK_INT8 = frozenset(
    "ADD AVERAGE_POOL_2D CONV_2D DEPTHWISE_CONV_2D FULLY_CONNECTED MAX_POOL_2D MEAN MUL PAD RESHAPE SUB TRANSPOSE_CONV LOGISTIC "
    "RESIZE_BILINEAR ELU LEAKY_RELU CONCATENATION SPLIT TRANSPOSE MAXIMUM MINIMUM".split()
)
"""Signed 8-bit operators of XNNPACK's TFLite delegate as of TFLite 2.9, the daemon's default library."""

EDGE_TPU = frozenset(
    "ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D EXPAND_DIMS FULLY_CONNECTED L2_NORMALIZATION LOGISTIC LSTM MAXIMUM "
    "MAX_POOL_2D MEAN MINIMUM MUL PACK PAD PRELU QUANTIZE REDUCE_MAX REDUCE_MIN RELU RELU6 RELU_N1_TO_1 RESHAPE RESIZE_BILINEAR "
    "RESIZE_NEAREST_NEIGHBOR RSQRT SLICE SOFTMAX SPACE_TO_DEPTH SPLIT SQUEEZE STRIDED_SLICE SUB SUM SQUARED_DIFFERENCE TANH TRANSPOSE "
    "TRANSPOSE_CONV".split()
)
"""Table 1 of Google Coral's "TensorFlow models on the Edge TPU"; all want constant shapes and int8."""


def read_tflite(path: Path) -> schema.ModelT:
    """The graph of a `.tflite`. Raises TrainingFault where the file is none."""
    try:
        return flatbuffer_utils.read_model(str(path))
    except Exception as error:
        raise TrainingFault(f"{path} is not a readable .tflite model: {error}", "Give a .tflite file.") from error


def kinds(model: schema.ModelT) -> list[int]:
    """The `schema.BuiltinOperator` of each operator, in the order of execution."""
    codes = [max(code.builtinCode, code.deprecatedBuiltinCode) for code in model.operatorCodes]
    return [codes[operator.opcodeIndex] for operator in model.subgraphs[0].operators]


@dataclass(frozen=True)
class OpReport:
    """counts: operations by name. The lists name the kinds that an accelerator leaves to the processor."""

    counts: dict[str, int]
    not_xnnpack: list[str]
    not_edge_tpu: list[str]
    float_tensors: int
    per_channel: bool


def inspect(model: bytes) -> OpReport:
    """Reads the graph. `per_channel` says whether every convolution has a scale per output channel."""
    parsed = flatbuffer_utils.convert_bytearray_to_object(bytearray(model))
    graph = parsed.subgraphs[0]
    names = {value: name for name, value in vars(schema.BuiltinOperator).items() if not name.startswith("_")}
    counts: dict[str, int] = {}
    per_channel = True
    for operator, kind in zip(graph.operators, kinds(parsed)):
        name = names[kind]
        counts[name] = counts.get(name, 0) + 1
        if name in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            weights = graph.tensors[operator.inputs[1]]
            scales = weights.quantization.scale if weights.quantization is not None else None
            channels = weights.shape[3 if name == "DEPTHWISE_CONV_2D" else 0]
            per_channel &= scales is not None and len(scales) == channels
    floats = sum(tensor.type == schema.TensorType.FLOAT32 for tensor in graph.tensors)
    return OpReport(
        counts=dict(sorted(counts.items())),
        not_xnnpack=sorted(set(counts) - XNNPACK_INT8),
        not_edge_tpu=sorted(set(counts) - EDGE_TPU),
        float_tensors=int(floats),
        per_channel=bool(per_channel),
    )
