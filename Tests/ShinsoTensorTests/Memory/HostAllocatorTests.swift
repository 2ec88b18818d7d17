import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct HostAllocatorTests {
    /// Training must not go to the system for memory once it is under way.
    @Test func steadyTrainingAllocatesNothing() {
      let net = SmallNet()
      let images = Tensor.random([16, 1, 28, 28])
      let labels = Tensor((0..<16).map { $0 % 10 })
      for _ in 0..<5 { net.step(images, labels) }
      let before = HostAllocator.shared.statistics.systemAllocations
      for _ in 0..<20 { net.step(images, labels) }
      #expect(HostAllocator.shared.statistics.systemAllocations == before)
    }

    @Test func givesBlocksAgain() {
      let allocator = HostAllocator.shared
      allocator.trim()
      #expect(allocator.statistics.bytesCached == 0)
      let before = allocator.statistics
      var addresses: Set<UnsafeMutableRawPointer> = []
      for _ in 0..<10 { addresses.insert(allocator.allocate(byteCount: 5_000).address) }
      #expect(addresses.count == 1)
      #expect(allocator.statistics.systemAllocations == before.systemAllocations + 1)
      #expect(allocator.statistics.bytesInUse == before.bytesInUse)
      #expect(allocator.statistics.bytesCached >= 5_000)
    }

    /// One block at a time, none twice of the same size.
    @Test func cachesLittleOfEverChangingSizes() {
      let allocator = HostAllocator(smallCache: 1 << 20)
      for size in stride(from: 1_000, to: 2_000_000, by: 333) {
        _ = allocator.allocate(byteCount: size)
        let cached = allocator.statistics.bytesCached
        #expect(cached <= max(1 << 20, 2 * allocator.statistics.peakBytesInUse) + size * 9 / 8)
      }
    }

    /// What a large batch needed goes back while small ones follow.
    @Test func givesBackWhatLiesIdle() {
      let allocator = HostAllocator(idleRequests: 1_000)
      var large = (0..<50).map { _ in allocator.allocate(byteCount: 100_000) }
      large = []
      #expect(allocator.statistics.bytesCached >= 5_000_000 && large.isEmpty)
      for _ in 0..<2_000 { _ = allocator.allocate(byteCount: 1_000) }
      #expect(allocator.statistics.bytesCached < 2_000)
    }

    /// A loop that takes and returns the same blocks goes to the system for its first round alone.
    @Test func keepsWhatALoopUses() {
      let allocator = HostAllocator(idleRequests: 100, smallCache: 0)
      func round() {
        let blocks = (1...30).map { allocator.allocate(byteCount: $0 * 10_000) }
        withExtendedLifetime(blocks) {}
      }
      round()
      let before = allocator.statistics.systemAllocations
      for _ in 0..<100 { round() }
      #expect(allocator.statistics.systemAllocations == before)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 513, 4_097, 1 << 20, (2 << 20) + 1, 5 << 20])
    func alignsBlocks(_ byteCount: Int) {
      let memory = HostAllocator.shared.allocate(byteCount: byteCount)
      #expect(Int(bitPattern: memory.address) % 64 == 0)
      memory.address.initializeMemory(as: UInt8.self, repeating: 7, count: byteCount)
    }
  }
}

/// A small convolutional net, trained by SGD with momentum.
private struct SmallNet {
  let parameters = [
    Parameter(.random([20, 1, 5, 5]) * 0.1), Parameter(.zeros([20])),
    Parameter(.random([24, 20, 3, 3], seed: 2) * 0.1), Parameter(.zeros([24])),
    Parameter(.random([50, 24 * 25], seed: 3) * 0.1), Parameter(.zeros([50])),
    Parameter(.random([10, 50], seed: 4) * 0.1), Parameter(.zeros([10])),
  ]
  let velocities: [Tensor]

  init() { velocities = parameters.map { .zeros($0.shape) } }

  func step(_ images: Tensor, _ labels: Tensor) {
    let p = parameters.map(\.tensor)
    var h = maxPool2d(conv2d(images, p[0], p[1], activation: .relu), kernelSize: 2)
    h = maxPool2d(conv2d(h, p[2], p[3], activation: .relu), kernelSize: 2)
    h = linear(h.flattened(from: 1), p[4], p[5], activation: .relu)
    let loss = softmaxCrossEntropy(linear(h, p[6], p[7]), labels)
    let found = loss.gradients()
    for (parameter, velocity) in zip(parameters, velocities) {
      guard let gradient = found[parameter]?.tensor else { continue }
      parameter.update { value in
        value.device.backend.update(
          value, gradient: gradient, slots: [velocity], .sgd(rate: 0.01, momentum: 0.9))
      }
    }
  }
}
