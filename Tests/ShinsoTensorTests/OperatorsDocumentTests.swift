import Foundation
import Testing

/// Documentation/Operators.md is made from the docstrings; `make documents` writes it anew.
@Suite struct OperatorsDocumentTests {
  @Test func isUpToDate() throws {
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { package.deleteLastPathComponent() }
    let target = package.appendingPathComponent("Documentation/Operators.md")
    let made = try OperatorsDocument(package: package).text
    if ProcessInfo.processInfo.environment["SHINSO_WRITE_DOCUMENTS"] != nil {
      try Data(made.utf8).write(to: target)
    }
    let current = try String(contentsOf: target, encoding: .utf8)
    #expect(current == made, "Documentation/Operators.md is out of date: run make documents")
  }
}

private struct OperatorsDocument {
  private struct Entry {
    let name: String
    let counterpart: String
    let summary: String
  }

  let text: String

  init(package: URL) throws {
    func section(_ title: String, _ folder: String) throws -> String {
      let entries = try Self.entries(below: package.appendingPathComponent(folder))
      let rows = entries.sorted {
        ($0.name.lowercased(), $0.name) < ($1.name.lowercased(), $1.name)
      }
      .map { "| `\($0.name)` | \($0.counterpart) | \($0.summary) |" }
      return """
        ## \(title)

        | Shinso | PyTorch | |
        |---|---|---|
        \(rows.joined(separator: "\n"))

        """
    }
    text = try """
    # Operators, layers and optimizers

    What Shinso has, with the names that PyTorch has for it. This page is made from the docstrings by
    `make documents`.

    Two tensors broadcast together by NumPy's rule: shapes are aligned at the last axis; an axis that
    one of them lacks, or has with extent 1, is stretched to the other's; extents that differ
    otherwise are a mistake, which stops the program with both shapes. The gradient is summed over
    what was stretched.

    \(section("Functions of tensors", "Sources/ShinsoTensor/Ops"))
    \(section("Layers", "Sources/ShinsoNN/Layers"))
    \(section("Optimizers", "Sources/ShinsoNN/Optimizers"))
    """
  }

  /// Everything below a folder whose docstring says what PyTorch calls it.
  private static func entries(below folder: URL) throws -> [Entry] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var found: [Entry] = []
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
      var comment: [String] = []
      for (index, line) in lines.enumerated() {
        let line = line.trimmingCharacters(in: .whitespaces)
        if line.hasPrefix("///") {
          comment.append(line.dropFirst(3).trimmingCharacters(in: .whitespaces))
        } else if line.hasPrefix("@") {
          continue
        } else {
          if line.hasPrefix("public"), let entry = entry(comment, lines[index...]) {
            found.append(entry)
          } else if line.hasPrefix("public"), line.contains("-> Tensor"),
            // The same function with its arguments given in another way needs no row.
            let first = comment.first, !first.hasPrefix("As `")
          {
            #expect(folder.lastPathComponent != "Ops", "no counterpart in PyTorch: \(line)")
          }
          comment = []
        }
      }
    }
    return found
  }

  private static func entry(_ comment: [String], _ lines: ArraySlice<String>) -> Entry? {
    let words = comment.joined(separator: " ")
    guard let marker = words.range(of: "PyTorch: ") else { return nil }
    let isMissing = words[marker.upperBound...].hasPrefix("no equivalent")
    let counterpart =
      isMissing ? "none" : "`\(words[marker.upperBound...].split(separator: "`").first ?? "")`"
    // The first sentence, which may hold points inside code.
    let summary = words[..<marker.lowerBound].components(separatedBy: ". ")[0]
      .trimmingCharacters(in: CharacterSet(charactersIn: ". ")).replacingOccurrences(
        of: "|", with: "\\|")
    // The same function with its arguments given in another way.
    if summary.hasPrefix("As `") { return nil }
    return Entry(name: signature(lines), counterpart: counterpart, summary: summary)
  }

  /// `name(_:label:)` of a function, the name of a class.
  private static func signature(_ lines: ArraySlice<String>) -> String {
    let declaration = lines.prefix(12).joined(separator: " ")
    if let type = lines.first?.range(of: "class ") {
      return String((lines.first ?? "")[type.upperBound...].prefix { $0.isLetter || $0.isNumber })
    }
    guard let start = declaration.range(of: "func ") else { return "" }
    let rest = declaration[start.upperBound...]
    let name = rest.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
    if name.first.map({ !$0.isLetter }) ?? true { return name }
    let plain = name.prefix { $0.isLetter || $0.isNumber }
    // Labels: what comes before the first word of each parameter, brackets balanced.
    var labels: [String] = []
    var depth = 0
    var parameter = ""
    for character in rest.drop(while: { $0 != "(" }) {
      if "([<{".contains(character) { depth += 1 }
      if ")]>}".contains(character) { depth -= 1 }
      if depth == 0 || depth == 1 && character == "," {
        let label = parameter.drop { $0 == "(" || $0 == " " }.prefix { $0 != " " && $0 != ":" }
        if !label.isEmpty { labels.append("\(label):") }
        parameter = ""
        if depth == 0 { break }
      } else {
        parameter.append(character)
      }
    }
    return "\(plain)(\(labels.joined()))"
  }
}
