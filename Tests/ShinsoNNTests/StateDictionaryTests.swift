import ShinsoNN
import Testing

@Suite(.serialized) struct StateDictionaryTests {
  private func network() -> Sequential { Sequential(Linear(2, 3), BatchNorm2d(3)) }

  @Test func copiesParametersAndBuffers() throws {
    let source = network()
    let x = Tensor([1, 2, 3, 4, 5, 7] as [Float], shape: [3, 2])
    _ = source(x)
    let target = network()
    try target.load(source.state, from: "weights")
    source.mode = .evaluation
    target.mode = .evaluation
    #expect(target(x).scalars() == source(x).scalars() as [Float])
    // The tensors are copies: what happens to the source later does not reach the target.
    let before: [Float] = target(x).scalars()
    SGD(learningRate: 1).update(source, with: source(x).sum().gradients())
    #expect(source(x).scalars() != before)
    #expect(target(x).scalars() == before)
  }

  @Test func fixesLazySizes() throws {
    let net = Linear(outputs: 3)
    try net.load(
      [("weight", .full(2, shape: [3, 2])), ("bias", .zeros([3]))], from: "weights")
    #expect(net(.ones([1, 2])).scalars() == [4, 4, 4] as [Float])
  }

  @Test func listsEverythingThatDoesNotFitAndChangesNothing() {
    let net = network()
    var state = net.state
    let before: [[Float]] = state.map { $0.tensor.scalars() }
    state.removeFirst()
    state[0].tensor = .ones([4])
    state.append(("layers.2.weight", .ones([1])))
    state.append(("counter", .ones([])))
    let error = #expect(throws: InputError.self) {
      try net.load(state, from: "a.safetensors") { $0 == "counter" }
    }
    let text = error?.description ?? ""
    #expect(text.contains("a.safetensors"))
    #expect(text.contains("layers.0.weight is missing"))
    #expect(text.contains("layers.0.bias has shape [4], not [3]"))
    #expect(text.contains("layers.2.weight is not in the model"))
    #expect(!text.contains("counter"))
    #expect(net.state.map { $0.tensor.scalars() } == before)
  }

  @Test func keepsLongListsShort() {
    let unknown = (0..<20).map { (name: "x\($0)", tensor: Tensor(Float(0))) }
    let net = network()
    let error = #expect(throws: InputError.self) {
      try net.load(net.state + unknown, from: "a.safetensors")
    }
    let text = error?.description ?? ""
    #expect(text.contains("and 12 more"))
  }
}
