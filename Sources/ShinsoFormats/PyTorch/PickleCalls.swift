import ShinsoTensor

/// Evaluates the calls in a pickle.
extension PickleMachine {
  /// The value of calling `callable` with a tuple of arguments.
  mutating func apply(_ callable: PickleIndex, to tuple: PickleIndex) throws -> PickleNode {
    guard case .global(let global) = self[callable], case .tuple(let arguments) = self[tuple]
    else { throw damaged("it calls something that cannot be called") }
    switch global {
    case .dictionary, .counter: return try dictionary(arguments.first)
    // The first argument creates the default values and is not needed.
    case .defaultDictionary: return try dictionary(arguments.dropFirst().first)
    case .list: return .list(try items(arguments.first))
    case .tuple, .size: return .tuple(try items(arguments.first))
    case .set: return .set(try items(arguments.first))
    case .bytes: return .bytes(try bytes(arguments))
    case .encode: return .bytes(try encoded(arguments))
    case .rebuildTensor, .rebuildTensorV2: return .tensor(try view(arguments, type: nil))
    case .rebuildTensorV3:
      guard arguments.count >= 7, case .global(let type) = self[arguments[6]] else {
        throw damaged("a tensor has no element type")
      }
      guard case .dtype(let type) = type else {
        return .object(.other("\(type.description) tensor"), arguments: [])
      }
      return .tensor(try view(arguments, type: type))
    case .rebuildParameter:
      guard let first = arguments.first else { throw damaged("a parameter has no tensor") }
      switch self[first] {
      case .tensor, .object(.other, _): return self[first]
      default: throw damaged("a parameter has no tensor")
      }
    case .other: return .object(global, arguments: [])
    case .rebuildFromType:
      guard arguments.count >= 3, case .global(let inner) = self[arguments[0]],
        inner != .rebuildFromType, case .global(.tensorType) = self[arguments[1]]
      else { throw damaged("a tensor has an unknown type") }
      return try apply(arguments[0], to: arguments[2])
    case .numpyScalar: return try numpyScalar(arguments)
    case .device, .numpyDType: return .object(global, arguments: arguments)
    case .storage, .dtype, .tensorType, .plainType: throw damaged("it calls \(global.description)")
    }
  }

  /// Sets the attributes of a value from `state`.
  mutating func build(_ target: PickleIndex, _ state: PickleIndex) throws {
    switch self[target] {
    // The attributes of a state dictionary are the version numbers of its modules; ignore them.
    case .dictionary, .tensor, .object(.other, _): break
    case .object(.numpyDType, let arguments):
      guard case .tuple(let values) = self[state], values.count >= 2 else { break }
      replace(target, with: .object(.numpyDType, arguments: arguments.prefix(1) + [values[1]]))
    default: throw damaged("it sets attributes on a value without any")
    }
  }

  /// The storage that a persistent ID refers to.
  func persistent(_ tuple: PickleIndex) throws -> PickleNode {
    guard case .tuple(let parts) = self[tuple], parts.count >= 5,
      case .string("storage") = self[parts[0]], case .global(.storage(let type)) = self[parts[1]],
      let key = storageKey(parts[2]), case .int(let count) = self[parts[4]], count >= 0
    else {
      throw InputError(
        name,
        "holds more than tensors and containers; save only the state dictionary, "
          + "torch.save(model.state_dict(), path)")
    }
    var storage = TorchStorage(key: key, type: type, count: count)
    // Files from 2017 and earlier can refer to part of a storage by key, offset and size.
    if parts.count > 5, case .tuple(let part) = self[parts[5]] {
      guard part.count == 3, case .int(let offset) = self[part[1]], offset >= 0, offset <= count
      else { throw damaged("a part of a storage is not valid") }
      storage.offset = offset
    }
    return .storage(storage)
  }

  // MARK: Arguments

  private func storageKey(_ index: PickleIndex) -> String? {
    switch self[index] {
    case .string(let key): key
    case .int(let key): String(key)
    default: nil
    }
  }

  /// The values of a list, tuple or set; none if the argument is missing.
  private mutating func items(_ index: PickleIndex?) throws -> [PickleIndex] {
    guard let index else { return [] }
    switch self[index] {
    case .list(let items), .tuple(let items), .set(let items):
      try charge(items.count)
      return items
    default: throw damaged("a container is made from a value that is not a container")
    }
  }

  private mutating func dictionary(_ index: PickleIndex?) throws -> PickleNode {
    guard let index else { return .dictionary([]) }
    if case .dictionary(let pairs) = self[index] {
      try charge(pairs.count)
      return .dictionary(pairs)
    }
    var pairs: [PickleIndex] = []
    for item in try items(index) {
      let pair = try items(item)
      guard pair.count == 2 else { throw damaged("an entry of a dictionary is not a pair") }
      pairs += pair
    }
    return .dictionary(pairs)
  }

  private mutating func bytes(_ arguments: [PickleIndex]) throws -> [UInt8] {
    guard let first = arguments.first else { return [] }
    if case .bytes(let bytes) = self[first] { return bytes }
    if case .string = self[first] { return try encoded(arguments) }
    return try items(first).map { item in
      guard case .int(let value) = self[item], let byte = UInt8(exactly: value) else {
        throw damaged("bytes are made from values that are not bytes")
      }
      return byte
    }
  }

  /// Protocol 2 has no byte strings; it writes them as text in Latin-1.
  private mutating func encoded(_ arguments: [PickleIndex]) throws -> [UInt8] {
    guard arguments.count == 2, case .string(let text) = self[arguments[0]],
      case .string(let encoding) = self[arguments[1]],
      ["latin1", "latin-1"].contains(encoding)
    else { throw damaged("bytes are encoded in an unknown way") }
    try charge(text.utf8.count)
    return try text.unicodeScalars.map { scalar in
      guard let byte = UInt8(exactly: scalar.value) else {
        throw damaged("bytes are made from values that are not bytes")
      }
      return byte
    }
  }

  /// A NumPy scalar; training scripts save the best accuracy like this.
  private func numpyScalar(_ arguments: [PickleIndex]) throws -> PickleNode {
    guard arguments.count == 2, case .object(.numpyDType, let type) = self[arguments[0]],
      let first = type.first, case .string(let code) = self[first]
    else { throw damaged("a NumPy number is not valid") }
    // NumPy's text, and objects, are no bytes.
    guard case .bytes(let bytes) = self[arguments[1]] else {
      return .object(.other("numpy value of type \(code)"), arguments: [])
    }
    var isBigEndian = false
    if type.count > 1, case .string(">") = self[type[1]] { isBigEndian = true }
    var reader = ByteReader(isBigEndian ? bytes.reversed() : bytes, name: name)
    switch code {
    case "f8": return .float(Double(bitPattern: try reader.integer(UInt64.self)))
    case "f4": return .float(Double(Float(bitPattern: try reader.integer(UInt32.self))))
    case "i8": return .int(Int(try reader.integer(Int64.self)))
    case "i4": return .int(Int(try reader.integer(Int32.self)))
    case "b1": return .bool(try reader.byte() != 0)
    default: return .object(.other("numpy number of type \(code)"), arguments: [])
    }
  }
}
