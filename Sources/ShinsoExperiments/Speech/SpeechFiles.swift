import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// The recordings that `--sample` names.
enum SpeechFiles {
  /// Files as they are, archives by their entries, folders by the sound and feature files in them. Of several, those that cannot be
  /// read are left out, each with an error line; see ``SampleProblems``.
  ///
  /// - Throws: `InputError` if none can be read.
  static func readable<Result>(
    _ samples: [String], _ body: (UtteranceSource) throws -> Result
  ) throws -> [Result] {
    var problems: [InputError] = []
    var results: [Result] = []
    func trying(_ body: () throws -> Void) throws {
      do { try body() } catch let error as InputError { problems.append(error) }
    }
    for sample in samples {
      var sources: [UtteranceSource] = []
      try trying { sources = try expanded(sample) }
      for source in sources { try trying { results.append(try body(source)) } }
    }
    if results.isEmpty, let last = problems.popLast() {
      for problem in problems { SampleProblems.note(problem) }
      throw last
    }
    for problem in problems { SampleProblems.note(problem) }
    return results
  }

  private static func expanded(_ sample: String) throws -> [UtteranceSource] {
    let url = URL(filePath: sample)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw InputError(sample, "no such file")
    }
    guard isFolder.boolValue else { return try UtteranceSource.all(in: url) }
    let all = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
    let files = all.sortedByBytes().map { url.appending(path: $0) }.filter(UtteranceSource.isSpeech)
    if files.isEmpty { throw InputError(sample, "holds no sound files and no features") }
    return try files.flatMap(UtteranceSource.all)
  }
}
