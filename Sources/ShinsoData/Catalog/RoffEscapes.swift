/// The escape sequences of roff (groff(7)) in a line of text.
enum RoffEscapes {
  private static let characters: [Substring: String] = [
    "aq": "'", "bu": "・", "co": "©", "em": "—", "en": "–", "ha": "^", "rs": "\\", "ti": "~",
    "lq": "“", "rq": "”", "dq": "\"", "mi": "-", "hy": "-", "+-": "±", "**": "*", "de": "°",
    "ga": "`", "cq": "’", "oq": "‘", "la": "<", "ra": ">", "eq": "=", "pl": "+", "mu": "×",
  ]
  private static let strings: [Substring: String] = [
    "lq": "“", "rq": "”", "Lq": "“", "Rq": "”", "L\"": "“", "R\"": "”", "C`": "“", "C'": "”",
    "Aq": "'", "R": "®",
  ]

  /// The line as a reader sees it; nil if it contains an unknown escape sequence.
  static func plain(_ line: Substring) -> String? {
    var rest = line
    var result = ""
    while let character = rest.popFirst() {
      guard character == "\\" else {
        result.append(character)
        continue
      }
      guard let kind = rest.popFirst() else { return result }
      switch kind {
      case "\"", "#": return result
      case "f": _ = name(&rest)
      case "s": skipSize(&rest)
      case "(":
        guard let text = characters[take(2, &rest)] else { return nil }
        result += text
      case "[":
        guard let text = characters[upToBracket(&rest)] else { return nil }
        result += text
      case "*":
        guard let text = strings[name(&rest)] else { return nil }
        result += text
      case "e", "\\": result += "\\"
      case "-", ".": result.append(kind)
      case "'", "`": result.append(kind)
      case " ", "~", "0", "t": result += " "
      case "&", "|", "/", ",", "^", "%", ":", ")", "c": continue
      default: return nil
      }
    }
    return result
  }

  /// A name as roff writes it: one character, two behind `(`, or any number in brackets.
  private static func name(_ rest: inout Substring) -> Substring {
    switch rest.first {
    case "(":
      rest.removeFirst()
      return take(2, &rest)
    case "[":
      rest.removeFirst()
      return upToBracket(&rest)
    default: return take(1, &rest)
    }
  }

  private static func take(_ count: Int, _ rest: inout Substring) -> Substring {
    let name = rest.prefix(count)
    rest = rest.dropFirst(count)
    return name
  }

  private static func upToBracket(_ rest: inout Substring) -> Substring {
    let name = rest.prefix { $0 != "]" }
    rest = rest.dropFirst(name.count + 1)
    return name
  }

  /// `\s0`, `\s-1`, `\s+2`, `\s10`.
  private static func skipSize(_ rest: inout Substring) {
    if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
    if let digit = rest.popFirst(), ("1"..."3").contains(digit), rest.first?.isNumber == true {
      rest.removeFirst()
    }
  }
}
