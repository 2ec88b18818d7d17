import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// Word vectors that a training starts from (`--vectors`), as word2vec learned them.
enum InitialVectors {
  /// Puts the vectors of the words that a file has into a table `[vocabulary, embedding]`; the others
  /// stay as they are. `</s>` stands for the line break.
  ///
  /// - Returns: how many tokens got theirs.
  /// - Throws: `InputError` if the file cannot be read, has vectors of another size, or has none of
  ///   the tokens.
  @discardableResult
  static func load(
    _ url: URL, into table: Parameter, _ vocabulary: Vocabulary
  ) throws -> Int {
    let file = try WordVectorFile(contentsOf: url)
    let size = table.shape[1]
    guard file.vectors.shape[1] == size else {
      throw InputError(
        url.path,
        "has vectors of \(file.vectors.shape[1]) numbers, not \(size); give --embedding "
          + "\(file.vectors.shape[1])")
    }
    let vectors: [Float] = file.vectors.scalars()
    var values: [Float] = table.tensor.scalars()
    var found = 0
    for (row, word) in file.words.enumerated() {
      guard let id = vocabulary.id(of: word == "</s>" ? "\n" : word) else { continue }
      found += 1
      let start = Int(id) * size
      values.replaceSubrange(start..<start + size, with: vectors[row * size..<(row + 1) * size])
    }
    guard found > 0 else { throw InputError(url.path, "has none of the text's tokens") }
    table.assign(Tensor(values, shape: table.shape))
    Console.note("\(url.path): vectors of \(found) of \(vocabulary.count) tokens")
    return found
  }
}
