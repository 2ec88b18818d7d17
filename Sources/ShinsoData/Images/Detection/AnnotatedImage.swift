import Foundation
import ShinsoTensor

/// A picture with the boxes of the objects in it.
public struct AnnotatedImage: Sendable, Hashable {
  /// An object and its class.
  public struct Object: Sendable, Hashable {
    public let name: String
    public let box: Box
    public let isDifficult: Bool

    public init(name: String, box: Box, isDifficult: Bool = false) {
      self.name = name
      self.box = box
      self.isDifficult = isDifficult
    }
  }

  /// A name that no other picture of the set has.
  public let id: String
  public let url: URL
  public let objects: [Object]

  public init(id: String, url: URL, objects: [Object]) {
    self.id = id
    self.url = url
    self.objects = objects
  }
}
