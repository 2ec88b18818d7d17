import ShinsoNN
import Testing

@Suite(.serialized) struct GraphTests {
  private let x = Initializer.normal(standardDeviation: 1).make(
    [3, 3, 8, 10], 1, 1, RandomKey(seed: 1, counter: 0))

  private func distance(_ a: Tensor, _ b: Tensor) -> Double {
    (a.detached - b.detached).abs().max().item()
  }

  /// A network whose running averages are not those of a new one.
  private func network() -> SmallResidualNet {
    let net = SmallResidualNet()
    for _ in 0..<5 { withoutGradients { _ = net(x) } }
    net.mode = .evaluation
    return net
  }

  @Test func computesAsItsModule() throws {
    let net = network()
    let graph = net.traced(input: [1, 3, 8, 10])
    #expect(graph.isTraining && !net.isTraining)
    graph.mode = .evaluation
    #expect(distance(graph(x), net(x)) == 0)
    #expect(try graph.outputs(for: [x.spec]).first?.shape == [3, 6])
  }

  @Test func hasTheParametersOfItsModule() {
    let net = network()
    let graph = net.traced(input: [2, 3, 8, 10])
    #expect(Set(graph.parameters.map(\.name)) == Set(net.parameters.map(\.name)))
    #expect(Set(graph.buffers.map(\.name)) == Set(net.buffers.map(\.name)))
    #expect(graph.parameterCount == net.parameterCount)
    #expect(graph.module(named: "branch.1") is GraphLayer)
    let lines = graph.layerSummaries(input: [1, 3, 8, 10])
    let original = net.layerSummaries(input: [1, 3, 8, 10])
    #expect(
      lines.reduce(0) { $0 + $1.multiplyAdds } == original.reduce(0) { $0 + $1.multiplyAdds })
    // Convolutions that write into a join multiply as before.
    let fast = graph.optimizedForInference().layerSummaries(input: [1, 3, 8, 10])
    #expect(fast.contains { $0.kind == "join" && $0.multiplyAdds > 0 })
    #expect(
      fast.reduce(0) { $0 + $1.multiplyAdds } == original.reduce(0) { $0 + $1.multiplyAdds })
  }

  @Test func showsWhatItsLayersMake() {
    let net = network()
    let graph = net.traced(input: [1, 3, 8, 10])
    graph.mode = .evaluation
    var seen: [String: Tensor] = [:]
    for module in [net as Module, graph] {
      let hook = module.module(named: "branch.0")?.onForward { _, output in
        seen["\(type(of: module))"] = output as? Tensor
      }
      #expect(hook != nil)
    }
    _ = net(x)
    _ = graph(x)
    #expect(seen.count == 2)
    if let a = seen["Graph"], let b = seen["SmallResidualNet"] { #expect(distance(a, b) == 0) }
  }

  @Test func inferenceComputesTheSameWithFewerOps() {
    let net = network()
    let graph = net.traced(input: [1, 3, 8, 10])
    let fast = graph.optimizedForInference()
    #expect(fast.nodes.contains { $0.op is BatchNormInferenceOp } == false)
    #expect(fast.nodes.contains { $0.op is DropoutOp } == false)
    // It ends in a join, which the convolution with the residual is a part of.
    let parts = fast.nodes.compactMap { $0.op as? JoinOp }.flatMap(\.parts)
    #expect(
      parts.contains { part in
        if case .convolution(let op, _) = part { op.hasResidual } else { false }
      })
    #expect(fast.nodes.contains { $0.op is UnaryOp || $0.op is BinaryOp } == false)
    let y = withoutGradients { fast(x) }
    #expect(distance(y, net(x)) < 1e-5)
    // Folding leaves nothing of the convolution's own result.
    #expect(fast.value(ofLayer: "stem.conv") == nil)
    #expect(fast.value(ofLayer: "stem") != nil)
    let kept = graph.optimizedForInference(keeping: ["stem.conv"])
    #expect(kept.value(ofLayer: "stem.conv") != nil)
    #expect(distance(withoutGradients { kept(x) }, net(x)) < 1e-5)
  }

  @Test func joinedConvolutionsAreOneOp() {
    let net = SmallJoinNet()
    let graph = net.traced(input: [1, 3, 8, 10])
    let fast = graph.optimizedForInference()
    #expect(fast.nodes.map(\.op.name.rawValue).sorted() == ["join", "maxPool2d"])
    #expect(distance(withoutGradients { fast(x) }, net(x)) < 1e-5)
    // One whose own output is asked for stays.
    let kept = graph.optimizedForInference(keeping: ["left"])
    #expect(kept.nodes.contains { $0.name == "left" })
    #expect(distance(withoutGradients { kept(x) }, net(x)) < 1e-5)
  }

  /// A product's outputs are its last axis; a normalization's channels are the second.
  @Test func normsOfSequencesAreNotFoldedIntoProducts() throws {
    let builder = GraphBuilder()
    let x = builder.input("data", TensorSpec(shape: [1, 3, 4]))
    let weight = builder.parameter("ip.weight", Parameter(.zeros([3, 4])))
    let bias = builder.parameter("ip.bias", Parameter(Tensor([10, 20, 30] as [Float])))
    let product = try builder.add("ip", LinearOp(), [x, weight, bias])
    func constant(_ values: [Float]) -> Graph.Value { builder.constant("", Tensor(values)) }
    let y = try builder.add(
      "norm", BatchNormInferenceOp(epsilon: 0),
      [
        product[0], constant([1, 1, 1]), constant([0, 0, 0]), constant([1, 2, 3]),
        constant([1, 1, 1]),
      ])
    let graph = builder.build(outputs: [("y", y[0])])
    graph.mode = .evaluation
    let expected: [Float] = [9, 19, 29, 8, 18, 28, 7, 17, 27]
    for graph in [graph, graph.optimizedForInference()] {
      #expect(withoutGradients { graph(.zeros([1, 3, 4])) }.scalars() == expected)
    }
  }

  /// What has the shape of one sample by chance does not grow with the batch.
  @Test func constantsAreNoResiduals() throws {
    let builder = GraphBuilder()
    let x = builder.input("data", TensorSpec(shape: [1, 2, 3, 3]))
    let weight = builder.parameter("conv.weight", Parameter(.ones([4, 2, 1, 1])))
    let y = try builder.add("conv", Conv2dOp(), [x, weight])
    let shift = builder.constant("", .full(5, shape: [1, 4, 3, 3]))
    let sum = try builder.add("sum", BinaryOp(.add), [y[0], shift])
    let graph = builder.build(outputs: [("y", sum[0])]).optimizedForInference()
    let result = withoutGradients { graph(.ones([2, 2, 3, 3])) }
    #expect(result.shape == [2, 4, 3, 3])
    #expect(result.scalars().allSatisfy { $0 == 7 as Float })
  }

  @Test(arguments: ["norm", "stem", "branch.0", "dropout"])
  func keepsWhatIsWatched(layer: String) throws {
    let net = network()
    let graph = net.traced(input: [1, 3, 8, 10])
    graph.mode = .evaluation
    let whole = try #require(graph.ending(atLayer: layer))
    let part = try #require(graph.optimizedForInference(keeping: [layer]).ending(atLayer: layer))
    let (expected, result) = withoutGradients { (whole(x), part(x)) }
    #expect(distance(result, expected) < 1e-5)
  }

  /// As a frozen module does, a layer in evaluation keeps its running averages in training.
  @Test func layersHaveModesOfTheirOwn() throws {
    let net = network()
    let graph = net.traced(input: [1, 3, 8, 10])
    let layer = try #require(
      graph.modules.first { ($0.value as? GraphLayer)?.hasStatistics == true })
    func means() -> [Float] { layer.value.buffers[0].value.value.scalars() }
    let before = means()
    layer.value.mode = .evaluation
    _ = graph(x)
    #expect(means() == before)
    layer.value.mode = .training
    _ = graph(x)
    #expect(means() != before)
  }

  @Test func statesOfTheBatchAreNotBakedIn() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = BatchShift().traced(input: [1, 3]) }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("cannot be traced"))
  }

  @Test func endsAtALayer() throws {
    let net = network()
    let graph = net.traced(input: [1, 3, 8, 10])
    graph.mode = .evaluation
    let part = try #require(graph.ending(atLayer: "stem"))
    #expect(part.nodes.count < graph.nodes.count)
    #expect(distance(part(x), net.stem(x)) == 0)
    #expect(graph.ending(atLayer: "nothing") == nil)
  }

  /// Without dropout, whose keys differ, a graph trains as its module does, bit by bit.
  @Test func trainsAsItsModule() {
    let net = Sequential(
      Conv2d(3, 8, kernelSize: 3), BatchNorm2d(8, activation: .relu), GlobalAveragePool2d(),
      Linear(8, 5))
    let twin = Sequential(
      Conv2d(3, 8, kernelSize: 3), BatchNorm2d(8, activation: .relu), GlobalAveragePool2d(),
      Linear(8, 5))
    for (a, b) in zip(net.parameters, twin.parameters) { b.value.assign(a.value.detached) }
    let graph = twin.traced(input: [1, 3, 8, 10])
    let optimizers = [SGD(learningRate: 0.1, momentum: 0.9), SGD(learningRate: 0.1, momentum: 0.9)]
    for _ in 0..<3 {
      optimizers[0].update(net, with: net(x).square().mean().gradients())
      optimizers[1].update(graph, with: graph(x).square().mean().gradients())
    }
    for (a, b) in zip(net.parameters, twin.parameters) {
      #expect(distance(a.value.detached, b.value.detached) == 0, "\(a.name)")
    }
    for (a, b) in zip(net.buffers, twin.buffers) {
      #expect(distance(a.value.value, b.value.value) == 0, "\(a.name)")
    }
  }

  @Test func dropsInTrainingWithOtherKeysEachTime() {
    let graph = network().traced(input: [1, 3, 8, 10])
    let (a, b) = withoutGradients { (graph(x), graph(x)) }
    #expect(distance(a, b) > 1e-3)
    graph.mode = .evaluation
    #expect(distance(graph(x), graph(x)) == 0)
  }

  @Test func saysWhatDoesNotFit() throws {
    let builder = GraphBuilder()
    let x = builder.input("data", TensorSpec(shape: [1, 3, 8, 8]))
    let weight = builder.parameter("conv1.weight", Parameter(.ones([4, 2, 3, 3])))
    let error = #expect(throws: OpError.self) {
      try builder.add("conv1", Conv2dOp(), [x, weight])
    }
    #expect(error?.path == "conv1")
    #expect(error?.problem.contains("3 channels") == true)
  }

  @Test func leavesOutWhatNobodyNeeds() throws {
    let builder = GraphBuilder()
    let x = builder.input("data", TensorSpec(shape: [2, 3]))
    _ = try builder.add("unused", SoftmaxOp(), [x])
    let y = try builder.add("used", UnaryOp(.relu), [x])
    let graph = builder.build(outputs: [("y", y[0])])
    #expect(graph.nodes.map(\.name) == ["used"])
    #expect(graph([.full(-1, shape: [2, 3])])[0].max().item() == 0)
  }

  @Test func isDrawn() {
    let text = network().traced(input: [1, 3, 8, 10]).dot(title: "a \"net\"")
    #expect(text.hasPrefix("digraph \"a \\\"net\\\"\" {"))
    #expect(text.contains("stem.conv\\nconv2d, stride 2"))
    #expect(text.components(separatedBy: "->").count > 12)
  }
}

/// Adds a tensor that it makes for the batch.
private final class BatchShift: Module, Layer {
  func forward(_ x: Tensor) -> Tensor { x + Tensor.ones([x.shape[0], 1]) }
}
