import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// `shinso train --solver`, by Caffe's own files of LeNet.
@Suite struct CaffeCommandTests {
  @Test func trainsByASolver() throws {
    try SampleCaffeFiles.with { place in
      let trained = try place.run(SampleCaffeFiles.train)
      #expect(trained.code == 0, "\(trained)")
      let line = try #require(trained.lines.first)
      #expect(line.hasPrefix("test accuracy: ") && line.hasSuffix("% (100 samples)"))
      #expect(try #require(Double(line.dropFirst(15).prefix { $0 != "%" })) > 95)
      for file in ["bars_iter_20.caffemodel", "bars_iter_40.caffemodel", "deploy.prototxt"] {
        #expect(place.exists("runs/caffe/" + file), "\(file)")
      }
      let net = try CaffeNet(caffemodel: place.url("runs/caffe/bars_iter_40.caffemodel"))
      #expect(net.layers.map(\.name).contains("conv"))
      #expect(net.layers.flatMap(\.blobs).map(\.shape) == [[8, 1, 5, 5], [8], [10, 1152], [10]])
    }
  }

  /// A run that was ended and goes on ends as one that was not, the snapshots too.
  @Test func resumesExactly() throws {
    try SampleCaffeFiles.with { place in
      let own = ["train", "caffe"] + SampleCaffeFiles.train.dropFirst()
      #expect(try place.run(own + ["-o", "whole"]).code == 0)
      #expect(try place.run(own + ["-o", "parts", "--iterations", "13"]).code == 0)
      let resumed = try place.run(own + ["-o", "parts", "--resume", "--iterations", "40"])
      #expect(resumed.code == 0, "\(resumed)")
      for file in ["model.safetensors", "bars_iter_40.caffemodel"] {
        let (whole, parts) = (try place.bytes("whole/" + file), try place.bytes("parts/" + file))
        if file.hasSuffix(".caffemodel") {
          #expect(whole == parts)
        } else {
          let tensors = try ["whole/", "parts/"].map {
            try SafetensorsFile.read(place.url($0 + file)).map { $0.tensor.scalars(as: Float.self) }
          }
          #expect(tensors[0] == tensors[1])
        }
      }
      try place.write(
        Array(SampleCaffeFiles.solver.replacing("0.0005", with: "0.5").utf8),
        to: "caffe/solver.prototxt")
      let other = try place.run(own + ["-o", "parts", "--resume"])
      #expect(other.code == 1 && other.errors.contains("solver"), "\(other)")
    }
  }

  /// `test_initialization`, `display` and `random_seed`.
  @Test func followsTheSolver() throws {
    try SampleCaffeFiles.with { place in
      func lines(_ split: String) throws -> [Int] {
        try place.text("runs/caffe/log.jsonl").split(separator: "\n").compactMap { line in
          let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
          return record?["split"] as? String == split ? record?["iteration"] as? Int : nil
        }
      }
      func weights(_ more: String, _ arguments: String...) throws -> Data {
        let text =
          SampleCaffeFiles.solver.replacing("max_iter: 40", with: "max_iter: 20") + "\n" + more
        try place.write(Array(text.utf8), to: "caffe/solver.prototxt")
        #expect(try place.run(SampleCaffeFiles.train + arguments).code == 0)
        return try place.bytes("runs/caffe/bars_iter_20.caffemodel")
      }
      let first = try weights("display: 5")
      #expect(try lines("train") == [5, 10, 15, 20] && lines("test") == [0, 10, 20])
      let seeded = try weights("random_seed: 7 test_initialization: false")
      #expect(try lines("test") == [10, 20])
      #expect(try seeded != first && seeded == weights("", "--seed", "7"))
      #expect(try weights("random_seed: 5", "--seed", "7") == seeded)
    }
  }

  @Test func refusesInOneLine() throws {
    try SampleCaffeFiles.with { place in
      for (text, expected) in [
        (
          SampleCaffeFiles.solver.replacing("net.prototxt", with: "no.prototxt"),
          "neither there nor beside"
        ),
        (SampleCaffeFiles.solver + "\nfoo: 3", "line 13: foo: no such field is known here"),
      ] {
        try place.write(Array(text.utf8), to: "caffe/solver.prototxt")
        let run = try place.run(SampleCaffeFiles.train)
        #expect(run.code == 1 && run.errors.contains(expected), "\(run)")
      }
      // What is wrong in the net is said of the net.
      try place.write(Array(SampleCaffeFiles.solver.utf8), to: "caffe/solver.prototxt")
      let net = SampleCaffeFiles.net.replacing("bottom: \"pool\"", with: "bottom: \"pol\"")
      try place.write(Array(net.utf8), to: "caffe/net.prototxt")
      expectError(
        try place.run(SampleCaffeFiles.train), 1,
        "caffe/net.prototxt: layer 'drop' (Dropout): takes 'pol', which no layer before it makes")
      expectError(
        try place.run("train", "--solver", "caffe/net.prototxt", "--data", "digits"), 1,
        "caffe/net.prototxt: is a net, not a solver")
      let missing = try place.run("train", "caffe")
      #expect(missing.code == 1 && missing.errors.contains("--solver"), "\(missing)")
    }
  }

  @Test(.long, .requiresTestData("models/caffe-more/lenet-solver", "mnist"))
  func lenetReaches99Percent() throws {
    let folder = try #require(TestData.url("models/caffe-more/lenet-solver"))
    let digits = try #require(TestData.url("mnist"))
    try Workplace.with { place in
      let trained = try place.run(
        "train", "--solver", folder.appending(path: "lenet_solver.prototxt").path, "--data",
        digits.path)
      let line = try #require(trained.lines.first)
      #expect(try #require(Double(line.dropFirst(15).prefix { $0 != "%" })) >= 99, "\(trained)")
    }
  }
}
