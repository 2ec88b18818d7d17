import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Which files make up a model, and mean images.
@Suite struct CaffeFilesTests {
  private func found(_ files: [String], _ path: String = "") throws -> [String] {
    try withFolder { folder in
      for file in files { try folder.touch(file) }
      let found = try CaffeFiles(path.isEmpty ? folder : folder.appending(path: path))
      return [found.prototxt, found.weights, found.mean].compactMap { $0?.lastPathComponent }
    }
  }

  @Test func ofAFolder() throws {
    #expect(try found(["deploy.prototxt", "a.caffemodel"]) == ["deploy.prototxt", "a.caffemodel"])
    #expect(
      try found(["train_val.prototxt", "solver.prototxt", "net.prototxt", "net_iter_100"])
        == ["net.prototxt", "net_iter_100"])
    #expect(
      try found(["a.prototxt", "deploy.prototxt", "w.caffemodel", "mean.npy"])
        == ["deploy.prototxt", "w.caffemodel", "mean.npy"])
    #expect(try found(["train.prototxt", "w.caffemodel"]) == ["train.prototxt", "w.caffemodel"])
  }

  @Test func withoutWeights() throws {
    #expect(try found(["net.prototxt", "solver.prototxt"]) == ["net.prototxt"])
    try withFolder { folder in
      try folder.touch("net.prototxt", "a.caffemodel", "b.caffemodel")
      let other = URL(filePath: "/elsewhere/c.caffemodel")
      #expect(try CaffeFiles(folder, weights: other).weights == other)
    }
  }

  @Test func ofAFile() throws {
    let files = [
      "a.prototxt", "b.prototxt", "a_iter_7.caffemodel", "b.caffemodel", "m.binaryproto",
    ]
    #expect(try found(files, "a.prototxt") == ["a.prototxt", "a_iter_7.caffemodel"])
    #expect(try found(files, "b.caffemodel") == ["b.prototxt", "b.caffemodel"])
  }

  /// Of one training, by the number of updates, not by the letters of the name.
  @Test func lastSnapshot() throws {
    let files = ["deploy.prototxt", "a_iter_90.caffemodel", "a_iter_100.caffemodel", "labels.txt"]
    #expect(try found(files) == ["deploy.prototxt", "a_iter_100.caffemodel"])
    #expect(try found(files, "deploy.prototxt") == ["deploy.prototxt", "a_iter_100.caffemodel"])
    #expect(
      try found(files, "a_iter_90.caffemodel") == ["deploy.prototxt", "a_iter_90.caffemodel"])
    #expect(
      try found(files + ["solver.prototxt", "train_val.prototxt"], "a_iter_90.caffemodel")
        == ["deploy.prototxt", "a_iter_90.caffemodel"])
    #expect(
      problem { try found(files + ["b_iter_200.caffemodel"]) }
        .contains("there are several .caffemodel files (a_iter_100.caffemodel, "))
    try withFolder { folder in
      for file in files { try folder.touch(file) }
      let all = try CaffeFiles(folder)
      #expect(all.labels?.lastPathComponent == "labels.txt")
      #expect(all.note?.hasPrefix("a_iter_100.caffemodel is the last of 2 snapshots") == true)
      #expect(try CaffeFiles(folder.appending(path: "a_iter_90.caffemodel")).note == nil)
    }
  }

  @Test func undecided() {
    #expect(
      problem { try found(["a.prototxt", "b.prototxt", "a.caffemodel"]) }
        .hasSuffix("there are several .prototxt files (a.prototxt, b.prototxt); name one"))
    #expect(problem { try found(["a.caffemodel"]) }.hasSuffix("there is no .prototxt file"))
    #expect(
      problem { try found(["a.prototxt", "a1.caffemodel", "a2.caffemodel"]) }
        .hasSuffix("there are several .caffemodel files (a1.caffemodel, a2.caffemodel); name one"))
    #expect(problem { try found([], "a.prototxt") }.hasSuffix("there is no such file"))
  }

  @Test(.requiresTestData("models/caffe-more/cifar10-full/ilsvrc_2012_mean.binaryproto"))
  func realMean() throws {
    let url = try #require(
      TestData.url("models/caffe-more/cifar10-full/ilsvrc_2012_mean.binaryproto"))
    let mean = try CaffeMean.read(url)
    #expect(mean.shape == [3, 256, 256])
    let means: [Float] = mean.mean(axes: 1, 2).scalars()
    for (found, expected) in zip(means, [104.007, 116.669, 122.679] as [Float]) {
      #expect(abs(found - expected) < 1e-3)
    }
  }

  @Test func meansOfOtherKinds() throws {
    try withFolder { folder in
      let url = folder.appending(path: "mean.npy")
      try NPY.write(Tensor([1, 2, 3] as [Float]), to: url)
      #expect(try CaffeMean.read(url).shape == [3, 1, 1])
      try NPY.write(Tensor.ones([2, 2]), to: url)
      #expect(problem { try CaffeMean.read(url) }.contains("a mean is [C, H, W]"))
    }
    #expect(
      problem { try CaffeMean.read(MemorySource([8, 1], name: "m")) }
        == "m: is not a mean image: it has no values")
  }
}
