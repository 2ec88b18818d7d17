import ShinsoTensor

extension PickleMachine {
  /// The view described by the arguments of PyTorch's `_rebuild_tensor` functions: storage, offset,
  /// size and stride. Further arguments are ignored.
  func view(_ arguments: [PickleIndex], type: ElementType?) throws -> TorchView {
    guard arguments.count >= 4, case .storage(let storage) = self[arguments[0]],
      case .int(let offset) = self[arguments[1]], let dims = integers(arguments[2]),
      let strides = integers(arguments[3]), let type = storage.type ?? type
    else { throw damaged("the description of a tensor is not valid") }
    let (start, overflow) = offset.addingReportingOverflow(storage.offset)
    let elementSize = storage.type?.size ?? 1
    let (storageSize, tooLarge) = storage.count.multipliedReportingOverflow(by: elementSize)
    guard !overflow, !tooLarge, start >= 0,
      let last = lastElement(start, dims, strides, type), last <= storageSize / type.size
    else { throw damaged("a tensor extends past the end of its storage") }
    return TorchView(
      key: storage.key, storageSize: storageSize, type: type, offset: start, dims: dims,
      strides: strides, isNegated: isNegated(arguments))
  }

  /// Whether the last argument, a dictionary, says that the tensor is a view with the opposite sign,
  /// as the imaginary part of a conjugate is.
  private func isNegated(_ arguments: [PickleIndex]) -> Bool {
    arguments.dropFirst(6).contains { flag("neg", in: $0) == true }
  }

  /// The position after the last element of a view, or nil if it overflows.
  private func lastElement(_ start: Int, _ dims: [Int], _ strides: [Int], _ type: ElementType)
    -> Int?
  {
    guard dims.count == strides.count, TensorSize.bytes(dims, elementSize: type.size) != nil,
      strides.allSatisfy({ $0 >= 0 })
    else { return nil }
    if dims.contains(0) { return start }
    var last = start
    for (extent, stride) in zip(dims, strides) {
      let (distance, overflow) = stride.multipliedReportingOverflow(by: extent - 1)
      let (sum, carry) = last.addingReportingOverflow(distance)
      guard !overflow, !carry else { return nil }
      last = sum
    }
    let (end, overflow) = last.addingReportingOverflow(1)
    return overflow ? nil : end
  }

  private func integers(_ index: PickleIndex) -> [Int]? {
    let items: [PickleIndex]
    switch self[index] {
    case .tuple(let values), .list(let values): items = values
    default: return nil
    }
    // No tensor has that many axes.
    guard items.count <= 1 << 10 else { return nil }
    var values: [Int] = []
    for item in items {
      guard case .int(let value) = self[item] else { return nil }
      values.append(value)
    }
    return values
  }
}

extension TorchView {
  /// Whether the elements are in row-major order without gaps.
  var isContiguous: Bool {
    if dims.contains(0) { return true }
    var expected = 1
    for (extent, stride) in zip(dims, strides).reversed() where extent != 1 {
      guard stride == expected else { return false }
      // Cannot overflow: the size of the view was checked.
      expected *= extent
    }
    return true
  }
}
