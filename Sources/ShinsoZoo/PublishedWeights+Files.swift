import ShinsoData
import ShinsoFormats

extension PublishedWeights {
  static let files = berkeley + oxford + microsoft + others + torchvision

  // MARK: Servers

  /// A file, where Apache MXNet keeps a copy of it that its converter checks by the same SHA-1 (`nil`:
  /// it has none), and the copy that the Internet Archive may have of the first place.
  private static func sources(_ address: String, mxnet path: String? = nil) -> [FetchSource] {
    [.url(address)] + (path.map { [.url("\(mxnet)\($0)")] } ?? [])
      + [.url("https://web.archive.org/web/2id_/\(address)")]
  }

  private static let mxnet =
    "https://apache-mxnet.s3-accelerate.dualstack.amazonaws.com/caffe/models/"

  // MARK: Caffe's

  /// Of the group that made Caffe. Checksums and accuracies are those of the files' own notes
  /// (`models/NAME/readme.md` of Caffe), which do not tell sizes.
  private static let berkeley = [
    berkeley(
      "alexnet", "alexnet", nil, "AlexNet, BVLC's, ImageNet", "bvlc_alexnet", 243_900_000,
      "9116a64c0fbe4459d18f4bb6b56d647b63920377", "57.1 % top-1, 80.2 % top-5"),
    berkeley(
      "caffenet", "alexnet", "caffenet", "CaffeNet, BVLC's, ImageNet", "bvlc_reference_caffenet",
      243_900_000, "4c8d77deb20ea792f84eb5e6d0a11ca0a8660a46", "57.4 % top-1, 80.4 % top-5",
      isMirrored: false),
    berkeley(
      "googlenet", "googlenet", nil, "GoogLeNet, BVLC's, ImageNet", "bvlc_googlenet", 53_533_754,
      "405fc5acd08a3bb12de8ee5e23a96bec22f08204", "68.7 % top-1, 88.9 % top-5"),
  ]

  private static func berkeley(
    _ id: String, _ network: String, _ variant: String?, _ title: String, _ name: String,
    _ byteCount: Int, _ sha1: String, _ accuracy: String, isMirrored: Bool = true
  ) -> File {
    let file = "\(name).caffemodel"
    return File(
      id: id, network: network, variant: variant, title: title, name: file,
      byteCount: byteCount, digest: .sha1(sha1),
      sources: sources(
        "http://dl.caffe.berkeleyvision.org/\(file)", mxnet: isMirrored ? "\(name)/\(file)" : nil),
      homepage: "https://github.com/BVLC/caffe/tree/master/models/\(name)",
      license: "unrestricted", accuracy: accuracy)
  }

  /// Of the Visual Geometry Group, who made the nets. The figure is that of densely applied nets and
  /// three sizes (table 4 of the paper).
  private static let oxford = [
    oxford("vgg16-full", 16, 553_432_081, "9363e1f6d65f7dba68c4f27a1e62105cdf6c4e24"),
    oxford("vgg19", 19, 574_671_192, "239785e7862442717d831f682bb824055e51e9ba"),
  ]

  private static func oxford(_ id: String, _ depth: Int, _ byteCount: Int, _ sha1: String) -> File {
    let name = "VGG_ILSVRC_\(depth)_layers.caffemodel"
    return File(
      id: id, network: "vgg\(depth)", title: "VGG, \(depth) layers, ImageNet", name: name,
      byteCount: byteCount, digest: .sha1(sha1),
      sources: sources(
        "http://www.robots.ox.ac.uk/~vgg/software/very_deep/caffe/\(name)", mxnet: "vgg/\(name)"),
      homepage: "https://www.robots.ox.ac.uk/~vgg/research/very_deep/", license: "CC BY 4.0",
      accuracy: "92.5 % top-5",
      input: .caffe(size: 224, shortSide: 224, mean: [103.939, 116.779, 123.68]))
  }

  /// The residual networks' authors', of a center crop.
  private static let microsoft = [
    microsoft(50, 102_500_000, "b7c79ccc21ad0479cddc0dd78b1d20c4d722908d", "75.3 %", "92.2 %"),
    microsoft(101, 178_700_000, "1dbf5f493926bb9b6b3363b12d5133c0f8b78904", "76.4 %", "92.9 %"),
    microsoft(152, 241_500_000, "251edb93604ac8268c7fd2227a0f15144310e1aa", "77.0 %", "93.3 %"),
  ]

  private static func microsoft(
    _ depth: Int, _ byteCount: Int, _ sha1: String, _ top1: String, _ top5: String
  ) -> File {
    let name = "ResNet-\(depth)-model.caffemodel"
    return File(
      id: "resnet\(depth)-caffe", network: "resnet\(depth)", variant: "caffe",
      title: "ResNet-\(depth), its authors', ImageNet", name: name, byteCount: byteCount,
      digest: .sha1(sha1), sources: sources("\(mxnet)resnet/\(name)"),
      homepage: "https://github.com/KaimingHe/deep-residual-networks", license: "MIT",
      accuracy: "\(top1) top-1, \(top5) top-5")
  }

  private static let others = [
    File(
      id: "nin-imagenet", network: "nin", variant: "imagenet",
      title: "Network in network, ImageNet", name: "nin_imagenet.caffemodel",
      byteCount: 30_400_000, digest: .sha1("8e89c8fcd46e02780e16c867a5308e7bb7af0803"),
      sources: sources("https://www.dropbox.com/s/0cidxafrb2wuwxw/nin_imagenet.caffemodel?dl=1"),
      homepage: "https://gist.github.com/mavenlin/d802a5849de39225bcc6", license: "non-commercial",
      accuracy: "59.4 % top-1"),
    // Its makers publish no figure of this version: it "does not degrade" that of 1.0.
    File(
      id: "squeezenet-caffe", network: "squeezenet", variant: "caffe-v1.1",
      title: "SqueezeNet 1.1, its authors', ImageNet", name: "squeezenet_v1.1.caffemodel",
      byteCount: 4_950_000, digest: .sha1("3397f026368a45ae236403ccc81cfcbe8ebe1bd0"),
      sources: [
        .url(
          "https://raw.githubusercontent.com/forresti/SqueezeNet/"
            + "b5c3f1a23713c8b3fd7b801d229f6b04c64374a5/SqueezeNet_v1.1/squeezenet_v1.1.caffemodel"
        ),
        .url(
          "https://raw.githubusercontent.com/DeepScale/SqueezeNet/"
            + "b5c3f1a23713c8b3fd7b801d229f6b04c64374a5/SqueezeNet_v1.1/squeezenet_v1.1.caffemodel"
        ),
      ],
      homepage: "https://github.com/forresti/SqueezeNet", license: "BSD-2-Clause", accuracy: nil),
  ]

  // MARK: PyTorch's

  /// torchvision's first weights of each network; accuracies of a center crop, as torchvision notes
  /// them. The names of the files end in the first digits of their SHA-256.
  private static let torchvision = [
    torchvision(
      "resnet18", "ResNet-18", "resnet18-f37072fd", 46_830_571, "69.8 % top-1, 89.1 % top-5",
      "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec"),
    torchvision(
      "resnet34", "ResNet-34", "resnet34-b627a593", 87_319_819, "73.3 % top-1, 91.4 % top-5",
      "b627a593bcbe140c234610266fe4f8ae95ea42fc881d091c9b6052e6b1d0590f"),
    torchvision(
      "resnet50", "ResNet-50", "resnet50-0676ba61", 102_530_333, "76.1 % top-1, 92.9 % top-5",
      "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a"),
    torchvision(
      "resnet101", "ResNet-101", "resnet101-63fe2227", 178_793_939, "77.4 % top-1, 93.5 % top-5",
      "63fe2227b86e8f1f2063f43a75c84d195911b6a0eace650907dd3dc62dd49a0a"),
    torchvision(
      "resnet152", "ResNet-152", "resnet152-394f9c45", 241_627_721, "78.3 % top-1, 94.0 % top-5",
      "394f9c45966e3651a89bbb78a48410a6755854ce4a5ab64927cf1c7247f85e58"),
    torchvision(
      "inception-v3", "Inception v3", "inception_v3_google-0cc3c7bd", 108_949_747,
      "77.3 % top-1, 93.5 % top-5",
      "0cc3c7bd75056d25e46cba549dc184522069b81e9787eff6df84f397bd52a5ef"),
    torchvision(
      "squeezenet", "SqueezeNet 1.1", "squeezenet1_1-b8a52dc0", 4_958_839,
      "58.2 % top-1, 80.6 % top-5",
      "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b"),
    torchvision(
      "alexnet-torchvision", "AlexNet on one GPU", "alexnet-owt-7be5be79", 244_408_911,
      "56.5 % top-1, 79.1 % top-5",
      "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02", of: "alexnet"),
    torchvision(
      "vgg16-torchvision", "VGG, 16 layers", "vgg16-397923af", 553_433_881,
      "71.6 % top-1, 90.4 % top-5",
      "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0", of: "vgg16"),
    torchvision(
      "vgg19-torchvision", "VGG, 19 layers", "vgg19-dcbb9e9d", 574_673_361,
      "72.4 % top-1, 90.9 % top-5",
      "dcbb9e9dad569fff7a846263a77324fc34978fea2bfb039c012d710e1776ae44", of: "vgg19"),
  ]

  /// - Parameter network: of which these weights are of a variant of that name; nil: `id`, as it is.
  private static func torchvision(
    _ id: String, _ title: String, _ name: String, _ byteCount: Int, _ accuracy: String,
    _ sha256: String, of network: String? = nil
  ) -> File {
    File(
      id: id, network: network ?? id, variant: network.map { _ in "torchvision" },
      title: "\(title), torchvision's, ImageNet", name: "\(name).pth", byteCount: byteCount,
      digest: .file(sha256),
      sources: sources("https://download.pytorch.org/models/\(name).pth"),
      homepage: "https://pytorch.org/vision/stable/models.html", license: "BSD-3-Clause",
      accuracy: accuracy)
  }
}
