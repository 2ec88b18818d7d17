import Foundation
import ShinsoTensor
import Synchronization

/// MeCab, the usual analyzer of Japanese (Kudo, Yamamoto, Matsumoto, "Applying conditional random
/// fields to Japanese morphological analysis", EMNLP 2004), with the dictionary IPAdic.
///
/// The library is opened when it is first needed, because everything else works without it.
final class MeCab: Sendable, Hashable {
  /// The one of this process, or why there is none.
  static let shared = Result { () throws(InputError) in try MeCab() }

  static let libraries = [
    "libmecab.so.2", "libmecab.2.dylib", "/opt/homebrew/lib/libmecab.2.dylib",
  ]
  static let dictionaries = [
    "/var/lib/mecab/dic/ipadic-utf8", "/usr/share/mecab/dic/ipadic", "/usr/lib/mecab/dic/ipadic",
    "/usr/lib64/mecab/dic/ipadic", "/usr/local/lib/mecab/dic/ipadic",
    "/opt/homebrew/lib/mecab/dic/ipadic",
  ]

  private typealias New =
    @convention(c) (Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> OpaquePointer?
  private typealias Parse =
    @convention(c) (OpaquePointer, UnsafePointer<CChar>, Int) -> UnsafePointer<CChar>?
  private typealias Version = @convention(c) () -> UnsafePointer<CChar>?

  /// What an analysis needs; one at a time, because it writes into its own memory.
  private struct Analyzer: @unchecked Sendable {
    let parse: Parse
    let tagger: OpaquePointer
  }

  private let analyzer: Mutex<Analyzer>
  let version: String?

  /// MeCab takes hundreds of bytes for each character of a sentence, so longer ones are divided.
  private static let longestSentence = 8192

  /// - Throws: `InputError` if library or dictionary are not installed.
  init(
    libraries: [String] = MeCab.libraries, dictionaries: [String] = MeCab.dictionaries
  ) throws(InputError) {
    guard let library = libraries.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_GLOBAL) }).first,
      let new = dlsym(library, "mecab_new"), let parse = dlsym(library, "mecab_sparse_tostr2"),
      let version = dlsym(library, "mecab_version")
    else {
      throw InputError(
        "MeCab",
        "is not installed, and divides Japanese into words; run Tools/setup (on Debian: apt-get "
          + "install libmecab2 mecab-ipadic-utf8; on a Mac: brew install mecab mecab-ipadic)")
    }
    guard let dictionary = dictionaries.first(where: { access($0 + "/sys.dic", R_OK) == 0 }) else {
      throw InputError(
        "MeCab",
        "its dictionary IPAdic is not installed; run Tools/setup (on Debian: apt-get install "
          + "mecab-ipadic-utf8; on a Mac: brew install mecab-ipadic)")
    }
    // Where each word starts and ends, in bytes, and its base form.
    let words = [
      "mecab", "-r", "/dev/null", "-d", dictionary, "-F", #"%ps\t%pe\t%f[6]\n"#, "-U",
      #"%ps\t%pe\t*\n"#, "-E", "", "-B", "",
    ]
    var pointers = words.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    guard
      let tagger = unsafeBitCast(new, to: New.self)(Int32(pointers.count), &pointers)
    else {
      throw InputError(dictionary, "MeCab cannot read this dictionary; install it again")
    }
    analyzer = Mutex(Analyzer(parse: unsafeBitCast(parse, to: Parse.self), tagger: tagger))
    self.version = unsafeBitCast(version, to: Version.self)().map { String(cString: $0) }
  }

  /// Calls `body` with the words of a text, without white space, and with each line break.
  ///
  /// - Parameter inBaseForm: whether to give the form that a dictionary lists, where it has one.
  func forEachWord(
    in text: String, inBaseForm: Bool, _ body: (Substring) throws -> Void
  ) rethrows {
    var rest = text[...]
    while !rest.isEmpty {
      if rest.utf8.first == UInt8(ascii: "\n") {
        try body("\n")
        rest = rest.dropFirst()
        continue
      }
      let sentence = Self.sentence(rest)
      rest = rest[sentence.endIndex...]
      for word in words(of: sentence, inBaseForm: inBaseForm) { try body(word) }
    }
  }

  /// The beginning of a text up to the end of its line, or so much as MeCab may get at once.
  private static func sentence(_ text: Substring) -> Substring {
    let bytes = text.utf8.prefix(longestSentence)
    if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) { return text[..<end] }
    if bytes.count < longestSentence { return text }
    let part = text.unicodeScalars[..<text.unicodeScalars.index(before: bytes.endIndex)]
    let end = part.lastIndex { $0 == "。" || $0.properties.isWhitespace }
    return text[..<(end.map { part.index(after: $0) } ?? part.endIndex)]
  }

  private func words(of sentence: Substring, inBaseForm: Bool) -> [Substring] {
    var sentence = String(sentence)
    let found = sentence.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { bytes in
        analyzer.withLock { analyzer in
          bytes.baseAddress.flatMap { analyzer.parse(analyzer.tagger, $0, bytes.count) }
            .map { String(cString: $0) }
        }
      }
    }
    guard let found else { stop("MeCab cannot analyze a sentence") }
    let bytes = sentence.utf8
    var (place, offset) = (bytes.startIndex, 0)
    return found.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 3, let start = Int(fields[0]), let end = Int(fields[1]) else {
        return nil
      }
      let first = bytes.index(place, offsetBy: start - offset)
      place = bytes.index(first, offsetBy: end - start)
      offset = end
      if inBaseForm, fields[2] != "*", !fields[2].isEmpty { return fields[2] }
      let word = sentence[first..<place]
      return word.allSatisfy(\.isWhitespace) ? nil : word
    }
  }

  /// Whether a space stands between two words: Japanese has none, foreign words have.
  static func isSpaced(_ word: String, after last: String) -> Bool {
    func isForeign(_ byte: UInt8?) -> Bool {
      guard let byte, byte < 0x80 else { return false }
      return Unicode.Scalar(byte).properties.isAlphabetic
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    return isForeign(last.utf8.last) && isForeign(word.utf8.first)
  }

  static func == (a: MeCab, b: MeCab) -> Bool { a === b }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
