import ShinsoModels

/// VGG with 19 layers: the paper's configuration E. 25.5 % top-1 and 8.0 % top-5 error at one scale.
public enum VGG19Entry: VGGEntry {
  public static let name = "vgg19"
  public static let title = "VGG, 19 layers"
  public static let depth = VGG.Depth.d19
  public static let parameterCount = 143_667_240
  public static let normParameterCount = 143_678_248
  public static let expectation = "ImageNet: 25.5 % top-1 error, 8.0 % top-5 (paper)"
}
