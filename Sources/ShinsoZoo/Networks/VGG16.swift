import ShinsoModels

/// VGG with 16 layers: the paper's configuration D. 25.6 % top-1 and 8.1 % top-5 error at one scale.
public enum VGG16Entry: VGGEntry {
  public static let name = "vgg16"
  public static let title = "VGG, 16 layers"
  public static let depth = VGG.Depth.d16
  public static let parameterCount = 138_357_544
  public static let normParameterCount = 138_365_992
  public static let expectation = "ImageNet: 25.6 % top-1 error, 8.1 % top-5 (paper)"
}
