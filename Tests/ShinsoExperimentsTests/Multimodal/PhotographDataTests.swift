import Foundation
import ShinsoData
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct PhotographDataTests {
  private func source(_ folder: URL) -> CaptionSource {
    CaptionSource(data: DataName(folder.path), captions: nil, root: nil)
  }

  private func make(_ folder: URL, _ captions: String) throws {
    for name in 0..<10 {
      try Image(width: 2, height: 2).writePNG(to: folder.appending(path: "\(name).png"))
    }
    try folder.write(captions.utf8, to: "captions.csv")
  }

  @Test func aTenthIsHeldOutBySeed() throws {
    try withFolder { folder in
      try make(folder, (0..<10).map { "\($0).png,caption \($0)\n" }.joined())
      let data = try PhotographData(source(folder), heldOut: 0.2, seed: 1)
      #expect(data.train.count == 8 && data.test.count == 2)
      #expect(Set(data.train.map(\.url)).isDisjoint(with: data.test.map(\.url)))
      #expect(try PhotographData(source(folder), heldOut: 0.2, seed: 1).digest == data.digest)
      let others = try (2..<8).map {
        try PhotographData(source(folder), heldOut: 0.2, seed: $0).test.map(\.url)
      }
      #expect(Set(others).count > 1)
      #expect(throws: InputError.self) {
        try PhotographData(source(folder), heldOut: 0.01, seed: 1)
      }
    }
  }

  @Test func givenPartsCount() throws {
    try withFolder { folder in
      let rows = (0..<10).map {
        "\($0).png,\($0 < 7 ? "train" : $0 < 9 ? "val" : "test"),c \($0)\n"
      }
      try make(folder, "file,split,caption\n" + rows.joined())
      let data = try PhotographData(source(folder), heldOut: 0.5, seed: 1)
      #expect(data.train.count == 7)
      #expect(data.test.map(\.url.lastPathComponent) == ["9.png"])
    }
  }

  @Test func languagesAreCutTheirOwnWay() throws {
    try withFolder { folder in
      let rows = (0..<10).map { "\($0).png,\"A dog, running.\",Một con chó đang chạy\n" }
      try make(folder, "file,en,vi\n" + rows.joined())
      let data = try PhotographData(source(folder), heldOut: 0.2, seed: 1)
      let languages = try CaptionLanguages.of(data, tokenizer: nil)
      #expect(languages.map(\.name) == ["en", "vi"])
      #expect(languages.map(\.tokenizer.kind) == [.english, .space])
      #expect(
        languages[0].tokenizer.tokens(of: "A dog, running.") == ["a", "dog", ",", "running", "."])
      #expect(throws: InputError.self) { try CaptionLanguages.of(data, tokenizer: .bpe) }
    }
  }
}
