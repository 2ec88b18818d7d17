import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Which of the dictionaries in a checkpoint is the state dictionary.
@Suite struct TorchStateTests {
  /// Protocol 0 text of values, with storages of `count` elements that are made as they come.
  private final class Pickle {
    private var storages: [(name: String, size: Int)] = []

    func dictionary(_ entries: (String, String)...) -> String {
      "(d" + entries.map { "V\($0)\n\($1)s" }.joined()
    }

    func tensor(_ dims: Int..., type: String = "Float", size: Int = 4, options: String = "")
      -> String
    {
      let count = dims.reduce(1, *)
      storages.append(("\(storages.count)", count * size))
      var strides: [Int] = []
      for extent in dims.reversed() { strides.insert((strides.first ?? 1) * extent, at: 0) }
      strides = strides.dropFirst() + (dims.isEmpty ? [] : [1])
      func tuple(_ values: [Int]) -> String { "(" + values.map { "I\($0)\n" }.joined() + "t" }
      return "ctorch._utils\n_rebuild_tensor_v2\n"
        + "((Vstorage\nctorch\n\(type)Storage\nV\(storages.count - 1)\nVcpu\nI\(count)\ntQ"
        + "I0\n\(tuple(dims))\(tuple(strides))I00\n(d\(options)tR"
    }

    func file(_ root: String) throws -> MemorySource {
      let bytes = try makeArchive { archive in
        try archive.add("a/data.pkl", Array((root + ".").utf8))
        for storage in storages {
          let bytes = (0..<storage.size).map { UInt8($0 % 4 == 3 ? 0x40 : 0) }
          try archive.add("a/data/\(storage.name)", bytes)
        }
      }
      return MemorySource(bytes, name: "a.pt")
    }
  }

  private func names(_ root: (Pickle) -> String, part: String? = nil) throws -> [String] {
    let pickle = Pickle()
    let text = root(pickle)
    return try PyTorchFile.stateDict(pickle.file(text), part: part).map(\.name)
  }

  @Test func looseTensorsBesideItAreNot() throws {
    let found = try names { pickle in
      pickle.dictionary(
        ("epoch", "I3\n"), ("best_acc1", pickle.tensor()), ("class_weights", pickle.tensor(10)),
        ("rng_state", pickle.tensor(16, type: "Byte", size: 1)),
        (
          "model",
          pickle.dictionary(
            ("module.0.weight", pickle.tensor(2)), ("module.0.bias", pickle.tensor(2)))
        ),
        (
          "optimizer",
          pickle.dictionary(
            ("state", pickle.dictionary(("exp_avg", pickle.tensor(2)))), ("param_groups", "(l"))
        ))
    }
    #expect(found == ["0.weight", "0.bias"])
  }

  @Test func otherDictionariesOfTensorsAreNot() throws {
    let found = try names { pickle in
      pickle.dictionary(
        ("history", pickle.dictionary(("loss", pickle.tensor(7)))),
        ("rng", pickle.dictionary(("cpu", pickle.tensor(8, type: "Byte", size: 1)))),
        ("anything", pickle.dictionary(("0.weight", pickle.tensor(2)))))
    }
    #expect(found == ["0.weight"])
    let flat = try names { pickle in
      pickle.dictionary(
        ("0.weight", pickle.tensor(2)), ("history", pickle.dictionary(("loss", pickle.tensor(7)))))
    }
    #expect(flat == ["0.weight"])
  }

  @Test func severalAreNamed() throws {
    func gan(_ pickle: Pickle) -> String {
      pickle.dictionary(
        ("netG", pickle.dictionary(("0.weight", pickle.tensor(2)))),
        ("netD", pickle.dictionary(("state", pickle.dictionary(("1.weight", pickle.tensor(2)))))))
    }
    let message = problem { try names(gan) }
    #expect(message.contains("'netG', 'netD.state'") && message.contains("--part NAME"))
    #expect(try names(gan, part: "netG") == ["0.weight"])
    #expect(try names(gan, part: "netD.state") == ["1.weight"])
    #expect(problem { try names(gan, part: "netX") }.contains("'netX'; it has 'netG'"))
    // The usual name decides.
    let one = try names { pickle in
      pickle.dictionary(
        ("state_dict", pickle.dictionary(("a.weight", pickle.tensor(2)))),
        ("state_dict_ema", pickle.dictionary(("b.weight", pickle.tensor(2)))))
    }
    #expect(one == ["a.weight"])
  }

  @Test func elementsThatNoTensorHasSpoilNothing() throws {
    let pickle = Pickle()
    let file = try pickle.file(
      pickle.dictionary(
        ("w", pickle.tensor(2)), ("c", pickle.tensor(1, type: "ComplexFloat", size: 8)),
        ("options", "cargparse\nNamespace\n(tR(dVlr\nF0.1\nsb")))
    #expect(try PyTorchFile.stateDict(file).map(\.name) == ["w"])
    #expect(try ArrayFile(file).arrays.map(\.type) == ["float32", "complex64"])
    guard case .object("torch.complex64 tensor", _)? = try PyTorchFile.load(file)["c"] else {
      Issue.record("the complex tensor is not listed")
      return
    }
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.pt")
      try Data(file.contents).write(to: url)
      #expect(problem { try PyTorchFile.tensor(named: "c", in: url) }.contains("complex64"))
      #expect(try PyTorchFile.tensor(named: "w", in: url).elementCount == 2)
    }
  }

  @Test func negatedViewsAreNegated() throws {
    let pickle = Pickle()
    let text = pickle.dictionary(("a.x", pickle.tensor(2, options: "Vneg\nI01\ns")))
    // The loader looks at the seventh argument; the sixth are hooks.
    let file = try pickle.file(text.replacing("I00\n(dVneg", with: "I00\n(d(dVneg"))
    #expect(try PyTorchFile.stateDict(file)[0].tensor.scalars(as: Float.self) == [-2, -2])
    let statistics = try ArrayFile(file).statistics(of: 0)
    #expect(statistics?.mean == -2)
  }

  @Test func keysThatOnlyLookAlikeStayApart() throws {
    let found = try names { pickle in
      pickle.dictionary(
        ("caf\u{E9}.weight", pickle.tensor(1)), ("cafe\u{301}.weight", pickle.tensor(2)))
    }
    #expect(found.map { $0.utf8.count } == [12, 13])
  }
}
