import Foundation
import ShinsoData
import ShinsoFormats
import Testing

extension Workplace {
  /// Leaves `digits.safetensors`, LeNet with random weights.
  func exportDigits(seed: Int = 1, to file: String = "digits.safetensors") throws {
    let made = try run(
      ["zoo", "export", "lenet", "--random", "--seed", "\(seed)", "-o", file])
    #expect(made.code == 0, "\(made)")
  }

  /// The same as an entry `digits` of the cache, with names of its classes.
  func importDigits(_ more: String...) throws -> Outcome {
    try exportDigits()
    try write("zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n".utf8, to: "names.txt")
    return try run(
      ["zoo", "import", "digits.safetensors", "--name", "digits", "--classes", "names.txt"] + more)
  }

  /// A file of entries with LeNet as `digits`.
  ///
  /// - Parameter sources: of its weights, `digits.safetensors`.
  func list(sources: [String], at path: String = "zoo.json") throws {
    let weights = url("digits.safetensors")
    let file: [String: Any] = [
      "name": "digits.safetensors", "bytes": try Data(contentsOf: weights).count,
      "sha256": SHA256.hex(of: try Data(contentsOf: weights)), "sources": sources,
    ]
    let entry: [String: Any] = ["id": "digits", "network": "lenet", "files": [file]]
    try write(JSONSerialization.data(withJSONObject: ["entries": [entry]]), to: path)
  }

  /// The probabilities that a network gives the classes of a picture, and what else it prints of it.
  func prediction(
    _ network: String, _ environment: [String: String] = [:]
  ) throws -> (numbers: [String], text: String) {
    try Self.picture(ofDigit: 3).writePNG(to: url("digit.png"))
    let told = try run(
      ["predict", network, "--sample", "digit.png", "--top", "10"],
      environment: environment)
    #expect(told.code == 0, "\(told)")
    let numbers = told.output.matches(of: /\d+\.\d+/).map { String($0.0) }
    #expect(numbers.count == 10, "\(told)")
    return (numbers, told.output)
  }
}
