import ShinsoNN
import Testing

@Suite(.serialized) struct ModuleTests {
  /// A module's own parameters come first, as in PyTorch.
  @Test func findsPartsInTheOrderOfDeclaration() {
    let net = Net()
    #expect(
      net.parameters.map(\.name) == [
        "scale", "stem.weight", "stem.bias", "blocks.0.norm.weight", "blocks.0.norm.bias",
        "blocks.1.norm.weight", "blocks.1.norm.bias", "side.weight", "side.bias",
      ])
    #expect(
      net.buffers.map(\.name) == [
        "blocks.0.norm.runningMean", "blocks.0.norm.runningVariance", "blocks.1.norm.runningMean",
        "blocks.1.norm.runningVariance",
      ])
    #expect(
      net.modules.map(\.name) == [
        "", "stem", "blocks.0", "blocks.0.norm", "blocks.1", "blocks.1.norm", "side",
      ])
    #expect(net.module(named: "blocks.1.norm") === net.blocks[1].norm)
    #expect(net.module(named: "blocks.2") == nil)
    #expect(net.parameterCount == 12 + 4 + 2 * 8 + 15 + 3 + 1)
  }

  @Test func findsPartsOfTheParentClassFirst() {
    #expect(
      Derived().parameters.map(\.name) == [
        "first.weight", "first.bias", "second.weight", "second.bias",
      ])
  }

  @Test func listsTiedPartsOnce() {
    let net = Tied()
    #expect(net.parameters.map(\.name) == ["shared", "encoder.bias"])
    #expect(net.modules.map(\.name) == ["", "encoder"])
    let loss = net(.ones([2, 3])).sum()
    let gradient = loss.gradients()[net.encoder.weight]
    #expect(gradient?.tensor.shape == [3, 3])
  }

  @Test func fixesLazySizesAtTheFirstCall() {
    let net = Sequential(
      Conv2d(outputs: 4, kernelSize: 3, groups: 2), GlobalAveragePool2d(), Linear(outputs: 5))
    let weights = net.parameters.map(\.value)
    #expect(weights.allSatisfy { !$0.isMaterialized })
    #expect(net(.ones([2, 6, 7, 8])).shape == [2, 5])
    #expect(net.parameters.map(\.value.shape) == [[4, 3, 3, 3], [4], [5, 4], [5]])
    #expect(zip(net.parameters, weights).allSatisfy { $0.value === $1 })
  }

  @Test func namesTheLayerInMessages() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Sequential(Linear(3, 4), Linear(5, 6))(.ones([2, 3]))
    }
    let text = message(result)
    #expect(text.contains("linear in layers.1"))
    #expect(text.contains("[2, 4]"))
    #expect(text.contains("[6, 5]"))
  }

  /// The path is the one in the whole, also of parts that were put in after the first call or
  /// belonged to another model before, and messages show it.
  @Test func namesPartsThatWereReplaced() async {
    let x = Tensor.ones([2, 3])
    let net = Changing()
    _ = net(x)
    #expect(net.body.path == "body" && net.head.last.path == "head.last")
    net.head = Head()
    net.body = Linear(3, 4)
    _ = net.body(x)
    #expect(net.body.path == "")
    _ = net(x)
    #expect(net.body.path == "body" && net.head.path == "head")
    #expect(net.head.last.path == "head.last")
    // A part that is called by itself keeps its place in the whole, its new parts too.
    net.head.last = Linear(4, 5)
    #expect(net.head(.ones([2, 4])).shape == [2, 5])
    #expect(net.head.last.path == "head.last")
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let net = Changing()
      _ = net(.ones([2, 3]))
      net.head = Head()
      net.head.last = Linear(3, 2)
      _ = net(.ones([2, 3]))
    }
    #expect(message(result).contains("linear in head.last"))
  }

  @Test func refusesLazyProperties() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = LateNet().parameters
    }
    #expect(
      message(result).contains(
        "LateNet.late: a lazy property is not found until it is used"))
  }

  @Test func refusesDictionariesOfModules() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = DictionaryNet().parameters
    }
    #expect(
      message(result).contains(
        "DictionaryNet.heads: a dictionary of modules has no order; use an array"))
  }

  @Test func setsTheModeOfEveryPart() {
    let net = Net()
    #expect(net.modules.allSatisfy { $0.value.isTraining })
    net.mode = .evaluation
    #expect(net.modules.allSatisfy { !$0.value.isTraining })
    net.blocks[0].mode = .training
    #expect(
      net.modules.filter { $0.value.isTraining }.map(\.name) == ["blocks.0", "blocks.0.norm"])
  }

  @Test func freezesPartsWithTheirStatistics() {
    let block = Block()
    let x = Tensor([1, 2, 3, 4, 5, 6, 7, 8] as [Float], shape: [2, 4, 1, 1])
    block.freeze()
    #expect(!block(x).isRecorded)
    #expect(block.norm.runningMean.value.scalars() == [0, 0, 0, 0])
    block.freeze(false)
    #expect(block(x).isRecorded)
    let means: [Float] = block.norm.runningMean.value.scalars()
    #expect(zip(means, [0.3, 0.4, 0.5, 0.6]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func runsHooksUntilTheyAreRemoved() {
    let net = Sequential(Linear(3, 4), Linear(4, 2))
    var seen: [(name: String, shape: Shape)] = []
    let hook = net.layers[0].onForward { module, output in
      seen.append((module.path, (output as? Tensor)?.shape ?? []))
    }
    _ = net(.ones([5, 3]))
    _ = net(.ones([6, 3]))
    #expect(seen.map(\.name) == ["layers.0", "layers.0"])
    #expect(seen.map(\.shape) == [[5, 4], [6, 4]])
    net.layers[0].removeHook(hook)
    _ = net(.ones([7, 3]))
    #expect(seen.count == 2)
  }
}

private func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

private final class Block: Module, Layer {
  let norm = BatchNorm2d(4)
  let count = 3
  func forward(_ x: Tensor) -> Tensor { norm(x) }
}

private final class Net: Module, Layer {
  let stem: Linear
  let blocks = [Block(), Block()]
  let side: Linear? = Linear(5, 3)
  let absent: Linear? = nil
  let scale = Parameter(.ones([]))
  let title = "net"

  override init() {
    stem = Linear(3, 4)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor { stem(x) * scale.tensor }
}

private class Base: Module {
  let first = Linear(1, 1)
}

private final class Derived: Base {
  let second = Linear(1, 1)
}

private final class Changing: Module, Layer {
  var body = Linear(3, 4)
  var head = Head()
  func forward(_ x: Tensor) -> Tensor { head(body(x)) }
}

private final class Head: Module, Layer {
  let first = Linear(4, 4)
  var last = Linear(4, 2)
  func forward(_ x: Tensor) -> Tensor { last(first(x)) }
}

private final class Tied: Module, Layer {
  let encoder: Linear
  let decoder: Linear
  let shared: Parameter

  override init() {
    encoder = Linear(3, 3)
    decoder = encoder
    shared = encoder.weight
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor { decoder(encoder(x)) }
}

private final class LateNet: Module, Layer {
  lazy var late = Linear(2, 2)
  func forward(_ x: Tensor) -> Tensor { late(x) }
}

private final class DictionaryNet: Module {
  let heads = ["a": Linear(2, 2), "b": Linear(2, 2)]
}
