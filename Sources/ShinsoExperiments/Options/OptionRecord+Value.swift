import Foundation

extension OptionRecord {
  public enum Value: Sendable, Equatable {
    case flag(Bool)
    case number(String)
    case text(String)
    /// Of an option that may be given several times; never empty.
    case list([Value])

    /// A JSON file has 0.0 and 0 alike.
    public static func == (a: Value, b: Value) -> Bool {
      switch (a, b) {
      case (.flag(let a), .flag(let b)): a == b
      case (.text(let a), .text(let b)): a == b
      case (.list(let a), .list(let b)): a == b
      case (.number(let a), .number(let b)):
        // Whole numbers may be too large for a double.
        UInt64(a) != nil && UInt64(b) != nil ? UInt64(a) == UInt64(b) : Double(a) == Double(b)
      default: false
      }
    }

    var text: String {
      switch self {
      case .flag(let isOn): isOn ? "on" : "off"
      case .number(let text), .text(let text): text
      case .list(let values): values.map(\.text).joined(separator: ", ")
      }
    }

    var isList: Bool { if case .list = self { true } else { false } }

    /// A number as JSON keeps it: of 2.0 it does not say that it was no integer.
    static func number(of text: String) -> Value {
      let integer = Int(text) == nil ? Double(text).flatMap { Int(exactly: $0) } : nil
      return .number(integer.map(String.init) ?? text)
    }

    /// What gives an option this value on a command line.
    func words(for option: String) -> [String] {
      switch self {
      case .flag(let isOn): [isOn ? "--\(option)" : "--no-\(option)"]
      case .list(let values): values.flatMap { $0.words(for: option) }
      // The parser takes nothing behind an equals sign for no value.
      case .number(let text), .text(let text):
        text.isEmpty ? ["--\(option)", ""] : ["--\(option)=\(text)"]
      }
    }
  }
}
