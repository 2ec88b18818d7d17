import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo
import TestSupport
import Testing

@testable import ShinsoExperiments

/// Which pictures of its training a classifier finds similar.
@Suite(.serialized) struct TrainingPicturesTests {
  private typealias Network = NetworkSystem<
    CIFARResNet20Entry, NetworkVariantOptions<CIFARResNet20Entry>
  >

  @Test(arguments: [false, true]) func finds(isBinary: Bool) throws {
    try withFolder { root in
      let (data, run) = (root.appending(path: "data"), root.appending(path: "run"))
      try isBinary ? ColorPictures.writeCIFAR(to: data) : ColorPictures.write(to: data)
      try trainRun(Network.self, on: data, to: run, "--iterations", "3", "--batch-size", "8")
      let known = try Network.trainingPictures(.parse(["--model", run.path]))
      let count = isBinary ? 45 : 48
      #expect(known.total == count && known.listing.count == count)
      let cache = Cache(root: root.appending(path: "cache"))
      let index = try known.index(digests: known.listing.digests(), in: cache)
      #expect(index.knownCount == 0)
      while try index.grow() {}
      #expect(index.knownCount == count)
      // A picture is most like itself.
      for number in [0, 7, count - 1] {
        let image = try known.listing.image(number)
        let bytes = try image.pngBytes()
        let prepared = try known.preparation.image(data: bytes, name: "picture")
        let found = index.nearest(to: prepared, top: 3)
        #expect(found.count == 3 && found[0].similarity > 0.9999)
        #expect(found.contains { $0.number == number }, "\(found)")
        #expect(image.pixels.count == 3072)
      }
      // What was computed once is known.
      let again = try known.index(digests: known.listing.digests(), in: cache)
      #expect(again.knownCount == count)
    }
  }

  @Test func fineTuningRemembersItsPictures() throws {
    try withFolder { root in
      let (data, run) = (root.appending(path: "data"), root.appending(path: "run"))
      try ColorPictures.write(to: data)
      try trainRun(Network.self, on: data, to: run, "--iterations", "2", "--batch-size", "8")
      let tuned = root.appending(path: "tuned")
      try trainRun(
        FinetuneExperiment.self, on: data, to: tuned, "--network", run.path, "--iterations", "2",
        "--batch-size", "8")
      let known = try FinetuneExperiment.trainingPictures(.parse(["--model", tuned.path]))
      #expect(known.total == 48 && known.listing.className(47) == "c2")
      // One picture more is another training.
      try FileManager.default.copyItem(
        at: data.appending(path: "train/c0/0.png"), to: data.appending(path: "train/c0/new.png"))
      let changed = #expect(throws: InputError.self) {
        try FinetuneExperiment.trainingPictures(.parse(["--model", tuned.path]))
      }
      #expect(changed?.problem.contains("other pictures than when") == true)
      try FileManager.default.removeItem(at: data)
      let gone = #expect(throws: InputError.self) {
        try FinetuneExperiment.trainingPictures(.parse(["--model", tuned.path]))
      }
      #expect(gone?.problem.contains("no such folder") == true)
    }
  }
}
