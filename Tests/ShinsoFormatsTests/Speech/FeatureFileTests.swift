import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

@Suite struct FeatureFileTests {
  private let values: [Float] = [1, -2.5, 3, 4, 5e-3, 6]

  // MARK: Sphinx

  @Test(arguments: [true, false]) func sphinx(isBig: Bool) throws {
    let bytes = SpeechBytes.sphinx(values, isBig: isBig)
    let features = try SphinxFeatures.read(bytes, width: 3, name: "a.mfc")
    #expect(features.values == values && features.frameCount == 2)
    for count in bytes.indices {
      #expect(throws: InputError.self) {
        try SphinxFeatures.read(Array(bytes[..<count]), width: 3, name: "a.mfc")
      }
    }
  }

  @Test func sphinxOfAnotherWidthOrWithoutNumbers() {
    #expect(
      problem { try SphinxFeatures.read(SpeechBytes.sphinx(values), width: 4, name: "a") }
        == "a: has 6 numbers, which do not make frames of 4")
    #expect(
      problem { try SphinxFeatures.read(SpeechBytes.sphinx([1, .nan]), width: 1, name: "a") }
        == "a: is damaged: frame 1 has a value that is no number")
    #expect(
      problem { try SphinxFeatures.read(SpeechBytes.sphinx([]), width: 1, name: "a") }
        == "a: has no frames")
  }

  @Test(.requiresTestData("speech/an4/feat")) func realSphinx() throws {
    let url = try #require(TestData.url("speech/an4/feat/an4_clstk/fash/an251-fash-b.mfc"))
    let features = try SphinxFeatures.read(url)
    #expect(features.frameCount > 50 && features.width == 13)
    // C0 is by far the largest of speech.
    let c0 = features.values.enumerated().filter { $0.offset % 13 == 0 }.map(\.element)
    #expect((c0.max() ?? 0) > 5 && (features.values.map(abs).max() ?? 99) < 50)
  }

  // MARK: HTK

  @Test func htk() throws {
    let body = values.flatMap { SpeechBytes.big($0.bitPattern) }
    // MFCC_0_D_A
    let kind: UInt16 = 6 | 0o20000 | 0o400 | 0o1000
    let file = try HTKFeatures(SpeechBytes.htk(frames: 2, size: 12, kind: kind, body), name: "a")
    #expect(file.features.values == values && file.features.width == 3)
    #expect(file.kind == "MFCC_D_A_0" && abs(file.framePeriod - 0.01) < 1e-12)
    let checked = SpeechBytes.htk(frames: 2, size: 12, kind: kind | 0o10000, body + [1, 2])
    #expect(try HTKFeatures(checked, name: "a").features.values == values)
    for count in checked.indices {
      #expect(throws: InputError.self) { try HTKFeatures(Array(checked[..<count]), name: "a") }
    }
  }

  /// (short + B) / A, behind A and B.
  @Test func compressedHTK() throws {
    let (scales, shifts): ([Float], [Float]) = ([10, 100], [5, -50])
    let shorts: [Int16] = [15, 250, -5, 50, 0, 1000]
    let body =
      (scales + shifts).flatMap { SpeechBytes.big($0.bitPattern) } + shorts.flatMap(SpeechBytes.big)
    let bytes = SpeechBytes.htk(frames: 7, size: 4, kind: 6 | 0o2000, body)
    #expect(try HTKFeatures(bytes, name: "a").features.values == [2, 2, 0, 0, 0.5, 9.5])
  }

  @Test func htkOfSound() {
    let bytes = SpeechBytes.htk(frames: 2, size: 2, kind: 0, [0, 1, 0, 2])
    #expect(problem { try HTKFeatures(bytes, name: "a") }.contains("holds WAVEFORM"))
  }

  // MARK: Kaldi

  @Test func kaldi() throws {
    let double: [UInt8] =
      Array("two ".utf8) + [0] + Array("BDM ".utf8) + [4] + SpeechBytes.little(Int32(1)) + [4]
      + SpeechBytes.little(Int32(2)) + [0.5, -1].flatMap { SpeechBytes.little($0.bitPattern) }
    let bytes = SpeechBytes.kaldi("one", rows: 2, columns: 3, values) + double
    let archive = KaldiArchive(MemorySource(bytes, name: "a.ark"))
    let first = try #require(try archive.next())
    #expect(first.name == "one" && first.features.values == values && first.features.width == 3)
    let second = try #require(try archive.next())
    #expect(second.name == "two" && second.features.values == [0.5, -1])
    #expect(try archive.next() == nil)
    // Where an entry ends, a file may.
    let boundary = bytes.count - double.count
    for count in 1..<bytes.count where count != boundary {
      let cut = KaldiArchive(MemorySource(Array(bytes[..<count]), name: "a.ark"))
      #expect(throws: InputError.self) { while try cut.next() != nil {} }
    }
  }

  @Test func kaldiOfOtherKinds() {
    func problem(_ bytes: [UInt8]) -> String {
      ShinsoFormatsTests.problem { try KaldiArchive(MemorySource(bytes, name: "a")).next() }
    }
    #expect(problem(Array("one  [ 1 2 ]\n".utf8)).contains("is text"))
    #expect(problem(Array("one \0BCM ".utf8) + [0, 0, 0, 0]).contains("is compressed"))
    #expect(
      problem(SpeechBytes.kaldi("one", rows: .max, columns: .max, [])).contains("is cut short"))
  }

  @Test func damageThrowsNothingElse() throws {
    var damage = Damage(seed: 12)
    let sphinx = SpeechBytes.sphinx(values)
    let htk = SpeechBytes.htk(
      frames: 2, size: 12, kind: 6, values.flatMap { SpeechBytes.big($0.bitPattern) })
    let kaldi = SpeechBytes.kaldi("one", rows: 2, columns: 3, values)
    for _ in 0..<300 {
      do {
        _ = try SphinxFeatures.read(damage.bytes(sphinx), width: 3, name: "a")
      } catch is InputError {}
      do { _ = try HTKFeatures(damage.bytes(htk), name: "a") } catch is InputError {}
      let archive = KaldiArchive(MemorySource(damage.bytes(kaldi), name: "a"))
      do { while try archive.next() != nil {} } catch is InputError {}
    }
  }
}
