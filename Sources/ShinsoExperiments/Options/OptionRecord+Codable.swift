import Foundation

extension OptionRecord: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (name, value) in values { try container.encode(value, forKey: Key(stringValue: name)) }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var values: [String: Value] = [:]
    for key in container.allKeys where try !container.decodeNil(forKey: key) {
      values[key.stringValue] = try container.decode(Value.self, forKey: key)
    }
    self.init(values: values)
  }
}

extension OptionRecord.Value: Codable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .flag(let isOn): try container.encode(isOn)
    case .text(let text): try container.encode(text)
    case .list(let values): try container.encode(values)
    case .number(let text):
      if let integer = Int(text) {
        try container.encode(integer)
      } else if let integer = UInt64(text) {
        try container.encode(integer)
      } else if let number = Double(text), number.isFinite {
        try container.encode(number)
      } else {
        try container.encode(text)
      }
    }
  }

  public init(from decoder: any Decoder) throws {
    if var list = try? decoder.unkeyedContainer() {
      var values: [Self] = []
      while !list.isAtEnd { values.append(try Self(single: list.superDecoder())) }
      guard !values.isEmpty else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "an empty list"))
      }
      self = .list(values)
    } else {
      try self.init(single: decoder)
    }
  }

  private init(single decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let isOn = try? container.decode(Bool.self) {
      self = .flag(isOn)
    } else if let integer = try? container.decode(Int.self) {
      self = .number("\(integer)")
    } else if let integer = try? container.decode(UInt64.self) {
      self = .number("\(integer)")
    } else if let number = try? container.decode(Double.self) {
      self = .number(of: "\(number)")
    } else {
      self = .text(try container.decode(String.self))
    }
  }
}
