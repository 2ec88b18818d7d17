/// How well the objects of one class were found.
public struct ClassPrecision: Sendable, Encodable {
  public let name: String
  /// Those that count.
  public let objects: Int
  /// nil without objects.
  public let averagePrecision: Double?

  public init(name: String, objects: Int, averagePrecision: Double?) {
    self.name = name
    self.objects = objects
    self.averagePrecision = averagePrecision
  }
}
