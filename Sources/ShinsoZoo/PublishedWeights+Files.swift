import ShinsoData
import ShinsoFormats

extension PublishedWeights {
  static let files = berkeley + oxford + others + torchvision

  /// The address, then the copy of it that the Internet Archive may have.
  private static func addresses(_ addresses: String...) -> [FetchSource] {
    (addresses + addresses.map { "https://web.archive.org/web/2id_/\($0)" }).map { .url($0) }
  }

  /// Of the group that made Caffe, from its model zoo.
  private static let berkeley = [
    berkeley(
      "alexnet", "alexnet", nil, "AlexNet, BVLC's, ImageNet", "bvlc_alexnet", 243_862_414,
      "9116a64c0fbe4459d18f4bb6b56d647b63920377", "57.1 % top-1, 80.2 % top-5, center crop"),
    berkeley(
      "caffenet", "alexnet", "caffenet", "CaffeNet, BVLC's, ImageNet", "bvlc_reference_caffenet",
      243_862_418, "4c8d77deb20ea792f84eb5e6d0a11ca0a8660a46",
      "57.4 % top-1, 80.4 % top-5, center crop"),
    berkeley(
      "googlenet", "googlenet", nil, "GoogLeNet, BVLC's, ImageNet", "bvlc_googlenet", 53_533_754,
      "405fc5acd08a3bb12de8ee5e23a96bec22f08204", "68.7 % top-1, 88.9 % top-5, center crop"),
  ]

  private static func berkeley(
    _ id: String, _ network: String, _ variant: String?, _ title: String, _ name: String,
    _ byteCount: Int, _ sha1: String, _ accuracy: String
  ) -> File {
    File(
      id: id, network: network, variant: variant, title: title, name: "\(name).caffemodel",
      byteCount: byteCount, digest: .sha1(sha1),
      sources: addresses("http://dl.caffe.berkeleyvision.org/\(name).caffemodel"),
      homepage: "https://github.com/BVLC/caffe/tree/master/models/\(name)",
      license: "unrestricted", accuracy: "ImageNet: \(accuracy)")
  }

  /// Of the Visual Geometry Group, who made the nets.
  private static let oxford = [
    oxford(
      "vgg16-full", 16, 553_432_081, "9363e1f6d65f7dba68c4f27a1e62105cdf6c4e24"),
    oxford("vgg19", 19, 574_671_192, "239785e7862442717d831f682bb824055e51e9ba"),
  ]

  private static func oxford(_ id: String, _ depth: Int, _ byteCount: Int, _ sha1: String) -> File {
    let name = "VGG_ILSVRC_\(depth)_layers.caffemodel"
    return File(
      id: id, network: "vgg\(depth)", title: "VGG, \(depth) layers, ImageNet", name: name,
      byteCount: byteCount, digest: .sha1(sha1),
      sources: addresses("http://www.robots.ox.ac.uk/~vgg/software/very_deep/caffe/\(name)"),
      homepage: "https://www.robots.ox.ac.uk/~vgg/research/very_deep/", license: "CC BY 4.0",
      accuracy: "ImageNet: 7.5 % top-5 error, scales and crops averaged",
      input: .caffe(size: 224, shortSide: 224, mean: [103.939, 116.779, 123.68]))
  }

  private static let others = [
    File(
      id: "nin-imagenet", network: "nin", variant: "imagenet",
      title: "Network in network, ImageNet", name: "nin_imagenet.caffemodel",
      byteCount: 30_400_000, digest: .sha1("8e89c8fcd46e02780e16c867a5308e7bb7af0803"),
      sources: addresses("https://www.dropbox.com/s/0cidxafrb2wuwxw/nin_imagenet.caffemodel?dl=1"),
      homepage: "https://gist.github.com/mavenlin/d802a5849de39225bcc6", license: "non-commercial",
      accuracy: "ImageNet: 59.36 % top-1"),
    File(
      id: "squeezenet-caffe", network: "squeezenet", variant: "caffe-v1.1",
      title: "SqueezeNet 1.1, the authors', ImageNet", name: "squeezenet_v1.1.caffemodel",
      byteCount: 4_950_080, digest: .sha1("3397f026368a45ae236403ccc81cfcbe8ebe1bd0"),
      sources: addresses(
        "https://raw.githubusercontent.com/forresti/SqueezeNet/master/SqueezeNet_v1.1/"
          + "squeezenet_v1.1.caffemodel",
        "https://raw.githubusercontent.com/DeepScale/SqueezeNet/"
          + "b5c3f1a23713c8b3fd7b801d229f6b04c64374a5/SqueezeNet_v1.1/squeezenet_v1.1.caffemodel"),
      homepage: "https://github.com/forresti/SqueezeNet", license: "BSD-2-Clause",
      accuracy: "ImageNet: 57.5 % top-1, 80.3 % top-5"),
  ]

  /// PyTorch's. The names of the files end in the first digits of their SHA-256, which PyTorch checks;
  /// where the whole is known it is here.
  private static let torchvision = [
    torchvision(
      "resnet18", "ResNet-18", "resnet18-f37072fd", 46_830_571, "69.76 % top-1, 89.08 % top-5",
      "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec"),
    torchvision(
      "resnet34", "ResNet-34", "resnet34-b627a593", 87_319_819, "73.31 % top-1, 91.42 % top-5"),
    torchvision(
      "resnet50", "ResNet-50", "resnet50-0676ba61", 102_530_333, "76.13 % top-1, 92.86 % top-5",
      "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a"),
    torchvision(
      "resnet101", "ResNet-101", "resnet101-63fe2227", 178_793_939,
      "77.37 % top-1, 93.55 % top-5"),
    torchvision(
      "resnet152", "ResNet-152", "resnet152-394f9c45", 241_627_721,
      "78.31 % top-1, 94.05 % top-5",
      "394f9c45966e3651a89bbb78a48410a6755854ce4a5ab64927cf1c7247f85e58"),
    torchvision(
      "inception-v3", "Inception v3", "inception_v3_google-0cc3c7bd", 108_949_747,
      "77.29 % top-1, 93.45 % top-5"),
    torchvision(
      "squeezenet", "SqueezeNet 1.1", "squeezenet1_1-b8a52dc0", 4_966_400,
      "58.18 % top-1, 80.62 % top-5"),
  ]

  private static func torchvision(
    _ id: String, _ title: String, _ name: String, _ byteCount: Int, _ accuracy: String,
    _ sha256: String? = nil
  ) -> File {
    let first = name.split(separator: "-").last.map(String.init) ?? ""
    return File(
      id: id, network: id, title: "\(title), torchvision's, ImageNet", name: "\(name).pth",
      byteCount: byteCount, digest: .file(sha256 ?? first),
      sources: addresses("https://download.pytorch.org/models/\(name).pth"),
      homepage: "https://pytorch.org/vision/stable/models.html", license: "BSD-3-Clause",
      accuracy: "ImageNet: \(accuracy), center crop")
  }
}
