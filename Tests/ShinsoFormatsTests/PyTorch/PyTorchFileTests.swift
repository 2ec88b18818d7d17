import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

@Suite struct PyTorchFileTests {
  private static let names = [
    "conv.weight", "conv.bias", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var",
    "bn.num_batches_tracked",
  ]

  @Test(arguments: [
    "state-zip.pt", "state-legacy.pt", "state-legacy4.pt", "checkpoint-zip.pt",
    "checkpoint-proto4.pt",
  ]) func stateDictionaries(file: String) throws {
    // The checkpoints hold it under `state_dict`, with DataParallel's prefix.
    let state = try PyTorchFile.stateDict(Fixture.url(file))
    #expect(state.map(\.name) == Self.names)
    #expect(state[0].tensor.shape == [3, 2, 3, 3])
    let quarters = (0..<54).map { Float($0) / 4 }
    #expect(state[0].tensor.scalars(as: Float.self) == quarters)
    #expect(state[1].tensor.scalars(as: Float.self) == [0, 1, 2])
    #expect(state[5].tensor.scalars(as: Float.self) == [1, 1, 1])
    #expect(state[6].tensor.shape == [])
    #expect(state[6].tensor.scalars(as: Int64.self) == [0])
  }

  @Test(arguments: ["strided.pt", "strided-legacy.pt"]) func views(file: String) throws {
    let state = Dictionary(
      uniqueKeysWithValues: try PyTorchFile.stateDict(Fixture.url(file)).map {
        ($0.name, $0.tensor)
      })
    func check(_ name: String, _ shape: Shape, _ values: [Int]) throws {
      let tensor = try #require(state[name])
      #expect(tensor.shape == shape, "\(name)")
      #expect(tensor.scalars(as: Float.self) == values.map(Float.init), "\(name)")
    }
    try check("transposed", [6, 4], (0..<24).map { $0 / 4 + $0 % 4 * 6 })
    try check("part", [4], [5, 6, 7, 8])
    try check("steps", [5], [0, 5, 10, 15, 20])
    try check("expanded", [2, 3], [7, 7, 7, 7, 7, 7])
    try check("permuted", [4, 2, 3], (0..<24).map { $0 / 6 + $0 / 3 % 2 * 12 + $0 % 3 * 4 })
    try check("empty", [0], [])
    #expect(state["half"]?.dtype == .float16)
    let bfloats: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0x40]
    #expect(state["bfloat"]?.bytes.starts(with: bfloats) == true)
    let flags = (0..<24).map { $0 % 3 == 0 }
    #expect(state["flags"]?.scalars(as: Bool.self) == flags)
  }

  @Test(arguments: ["checkpoint-zip.pt", "checkpoint-proto4.pt"])
  func everythingElse(file: String) throws {
    let value = try PyTorchFile.load(Fixture.url(file))
    #expect("\(try #require(value["epoch"]))" == "int(7)")
    #expect("\(try #require(value["negative"]))" == "int(-3)")
    let large = "\(try #require(value["large"]))"
    #expect(large == "largeInteger([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])")
    #expect("\(try #require(value["loss"]))" == "float(0.125)")
    #expect("\(try #require(value["name"]))" == "string(\"犬\")")
    #expect("\(try #require(value["done"]))" == "bool(true)")
    #expect("\(try #require(value["none"]))" == "none")
    #expect("\(try #require(value["data"]))" == "bytes([0, 255])")
    #expect("\(try #require(value["accuracy"]))" == "float(0.75)")
    #expect("\(try #require(value["count"]))" == "int(5)")
    guard case .set(let seen)? = value["seen"], case .tuple(let shape)? = value["shape"],
      case .object("torch.device", let device)? = value["device"],
      case .object("torch.float16", _)? = value["dtype"],
      case .list(let groups)? = value["groups"], case .set(let frozen)? = value["frozen"],
      case .int(2)? = value["counter"]?["a"], case .int(1)? = value["default"]?["k"],
      case .float(0.1)? = value["optimizer"]?["param_groups"]?.first?["lr"],
      case .tensor(let bias)? = value["state_dict"]?["module.conv.bias"]
    else {
      Issue.record("a value is missing: \(value)")
      return
    }
    let counts: [Int] = [seen.count, shape.count, device.count, groups.count, frozen.count]
    #expect(counts == [2, 2, 1, 2, 1])
    #expect(bias.scalars(as: Float.self) == [0, 1, 2])
  }

  @Test func parametersAreTensors() throws {
    let state = try PyTorchFile.stateDict(Fixture.url("parameter.pt"))
    #expect(state.map(\.name) == ["weight"])
    #expect(state[0].tensor.shape == [3, 2, 3, 3])
  }

  @Test(arguments: ["attack.pt", "attack-legacy.pt"]) func attacksAreRefused(file: String) {
    let message = problem { try PyTorchFile.load(Fixture.url(file)) }
    #expect(message.contains("refuses to use 'posix.system'"))
    #expect(!FileManager.default.fileExists(atPath: "/tmp/shinso-was-attacked"))
  }

  @Test func refusesWhatItCannotRead() {
    let model = problem { try PyTorchFile.load(Fixture.url("whole-model.pt")) }
    #expect(model.contains("'__main__.Net'") && model.contains("torch.save(model.state_dict()"))
    let zip = problem { try PyTorchFile.load(Fixture.url("zip64.zip")) }
    #expect(zip.contains("has no data.pkl"))
    let other = problem { try PyTorchFile.load(Fixture.url("images.idx")) }
    #expect(other.contains("was not written by torch.save"))
  }

  @Test func unsignedIntegersAreWidened() throws {
    let state = try PyTorchFile.stateDict(Fixture.url("unsigned.pt"))
    #expect(state.map(\.tensor.dtype) == [.float32, .int32])
    #expect(state[1].tensor.scalars(as: Int32.self) == [0, 1, 2])
  }

  @Test func truncationsAreErrors() throws {
    for name in ["state-legacy.pt", "state-zip.pt"] {
      let bytes = try Fixture.bytes(name)
      for count in 0..<bytes.count {
        let source = MemorySource(Array(bytes[..<count]), name: name)
        #expect(problem { try PyTorchFile.stateDict(source) }.hasPrefix("\(name): "), "\(count)")
      }
    }
  }

  private static let resnet = "models/resnet20-cifar10/resnet20-12fca82f.th"

  @Test(.requiresTestData(resnet)) func realNetwork() throws {
    let state = try PyTorchFile.stateDict(#require(TestData.url(Self.resnet)))
    #expect(state.count == 97)
    #expect(state[0].name == "conv1.weight")
    #expect(state[0].tensor.shape == [16, 3, 3, 3])
    #expect(state.last?.name == "linear.bias")
    // The published count of ResNet-20's parameters, running statistics not counted.
    let parameters = state.filter { !$0.name.contains("running") }
    #expect(parameters.reduce(0) { $0 + $1.tensor.elementCount } == 269_722)
  }
}

extension PickleValue {
  fileprivate var first: PickleValue? {
    guard case .list(let items) = self else { return nil }
    return items.first
  }
}
