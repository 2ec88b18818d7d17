/// Double-precision sums by channel.
final class ChannelSums: @unchecked Sendable {
  private let memory: Memory
  private let channels: Int

  init(count: Int, channels: Int) {
    self.channels = channels
    memory = HostAllocator.shared.allocate(byteCount: count * channels * 8)
    memory.address.assumingMemoryBound(to: Double.self).update(
      repeating: 0, count: count * channels)
  }

  subscript(index: Int) -> UnsafeMutablePointer<Double> {
    memory.address.assumingMemoryBound(to: Double.self) + index * channels
  }

  /// Rounds one set of sums to a tensor `[C]`, without the padding.
  func write(_ index: Int, to tensor: Tensor) {
    let target = tensor.storage.plainMemory.floats
    for channel in 0..<tensor.elementCount { target[channel] = Float(self[index][channel]) }
  }
}
