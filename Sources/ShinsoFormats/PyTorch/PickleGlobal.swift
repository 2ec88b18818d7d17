import ShinsoTensor

/// The Python names that a pickle may use. They are recognized, never imported or called; any other
/// name is an error.
enum PickleGlobal: Hashable {
  case dictionary, defaultDictionary, counter, list, tuple, set, bytes
  case encode
  case rebuildTensor, rebuildTensorV2, rebuildTensorV3
  case rebuildParameter, rebuildFromType
  case size, device
  case storage(ElementType?)
  case dtype(ElementType)
  case tensorType
  case numpyScalar, numpyDType
  /// A number or text type, used as the default of a `defaultdict`.
  case plainType(String)
  /// What makes a value that is of no use here, such as the options of a training: the value is noted,
  /// and nothing in it is looked at.
  case other(String)

  private static let storages: [String: ElementType] = [
    "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
    "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
    "ComplexFloatStorage": .complex64, "ComplexDoubleStorage": .complex128,
    "QInt8Storage": .int8, "QUInt8Storage": .uint8, "QInt32Storage": .int32,
  ]

  private static let names: [String: PickleGlobal] = [
    "collections.OrderedDict": .dictionary, "builtins.dict": .dictionary,
    "collections.defaultdict": .defaultDictionary, "collections.Counter": .counter,
    "builtins.list": .list, "builtins.tuple": .tuple,
    "builtins.set": .set, "builtins.frozenset": .set,
    "builtins.bytes": .bytes, "builtins.bytearray": .bytes,
    "builtins.int": .plainType("int"), "builtins.float": .plainType("float"),
    "builtins.bool": .plainType("bool"), "builtins.str": .plainType("str"),
    // Protocol 2 writes Python 2's names.
    "builtins.long": .plainType("int"), "builtins.unicode": .plainType("str"),
    "_codecs.encode": .encode,
    "torch._utils._rebuild_tensor": .rebuildTensor,
    "torch._utils._rebuild_tensor_v2": .rebuildTensorV2,
    "torch._utils._rebuild_tensor_v3": .rebuildTensorV3,
    "torch._utils._rebuild_parameter": .rebuildParameter,
    "torch._utils._rebuild_parameter_with_state": .rebuildParameter,
    "torch._tensor._rebuild_from_type_v2": .rebuildFromType,
    "torch.Size": .size, "torch.device": .device,
    "torch.Tensor": .tensorType, "torch.nn.parameter.Parameter": .tensorType,
    "torch.nn.Parameter": .tensorType, "torch.nn.parameter.Buffer": .tensorType,
    "torch.storage.UntypedStorage": .storage(nil), "torch.UntypedStorage": .storage(nil),
    "numpy.core.multiarray.scalar": .numpyScalar, "numpy._core.multiarray.scalar": .numpyScalar,
    "numpy.dtype": .numpyDType,
  ]

  /// Harmless values that checkpoints often hold beside the weights.
  private static let others: Set<String> = [
    "argparse.Namespace", "types.SimpleNamespace", "pathlib.Path", "pathlib.PosixPath",
    "pathlib.PurePosixPath", "pathlib.WindowsPath", "pathlib.PureWindowsPath", "datetime.datetime",
    "datetime.date", "datetime.timedelta", "numpy.ndarray", "numpy.core.multiarray._reconstruct",
    "numpy._core.multiarray._reconstruct",
  ]

  /// The global that Python calls `module.name`, or nil if it is not on the list.
  init?(module: String, name: String) {
    // Python 2's name for the module.
    let path = (module == "__builtin__" ? "builtins" : module) + "." + name
    if let global = Self.names[path] {
      self = global
    } else if ["torch", "torch.cuda", "torch.storage"].contains(module),
      let type = Self.storages[name]
    {
      self = .storage(type)
    } else if module == "torch", let type = ElementType(rawValue: name) {
      self = .dtype(type)
    } else if Self.others.contains(path) || Self.isOtherTensor(module: module, name: name) {
      self = .other(path)
    } else {
      return nil
    }
  }

  /// Whether this makes a tensor of another kind (sparse, quantized, without data), or is an element
  /// type or another constant that such a tensor needs.
  private static func isOtherTensor(module: String, name: String) -> Bool {
    if module == "torch._utils" { return name.hasPrefix("_rebuild_") }
    return module == "torch"
      && (["uint", "complex", "float8", "float4", "qint", "quint", "bits", "per_", "sparse_"]
        .contains { name.hasPrefix($0) } || name == "strided" || name == "int1")
  }

  /// The name to show in a `PickleValue.object`.
  var description: String {
    switch self {
    case .dtype(let type): "torch.\(type.rawValue)"
    case .device: "torch.device"
    case .tensorType: "torch.Tensor"
    case .plainType(let name), .other(let name): name
    case .numpyDType: "numpy.dtype"
    default: "\(self)"
    }
  }
}
