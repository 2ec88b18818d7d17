import Foundation
import ShinsoSchemas

/// The attributes of an operator that is written.
struct ONNXAttributes: ExpressibleByDictionaryLiteral {
  enum Value {
    case int(Int)
    case float(Double)
    case text(String)
    case ints([Int])
  }

  private var values: [(String, Value)]

  init(dictionaryLiteral elements: (String, Value)...) { values = elements }

  func adding(_ others: ONNXAttributes) -> ONNXAttributes {
    var all = self
    all.values += others.values
    return all
  }

  var protos: [ONNXAttributeProto] {
    values.map { name, value in
      var proto = ONNXAttributeProto()
      proto.name = name
      switch value {
      case .int(let number):
        proto.i = Int64(number)
        proto.type = .int
      case .float(let number):
        proto.f = Float(number)
        proto.type = .float
      case .text(let text):
        proto.s = Data(text.utf8)
        proto.type = .string
      case .ints(let numbers):
        proto.ints = numbers.map { Int64($0) }
        proto.type = .ints
      }
      return proto
    }
  }
}
