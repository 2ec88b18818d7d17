// swift-tools-version: 6.1

import PackageDescription

/// A library target; its folder is `Sources/NAME`.
func library(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies)
}

/// The tests of one target; they mirror its source paths under `Tests/TARGETTests`.
func tests(
  of target: String, _ dependencies: Target.Dependency..., exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(target)Tests",
    dependencies: [.init(stringLiteral: target), "TestSupport"] + dependencies,
    exclude: exclude)
}

/// A system library; `Tools/setup` installs what is missing.
func system(_ name: String, pkgConfig: String? = nil, apt: String? = nil, brew: String) -> Target {
  .systemLibrary(
    name: name,
    path: "Sources/SystemLibraries/\(name)",
    pkgConfig: pkgConfig,
    providers: (apt.map { [.apt([$0])] } ?? []) + [.brew([brew])])
}

let parser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")

let libraries = [
  "ShinsoTensor", "ShinsoNN", "ShinsoFormats", "ShinsoData", "ShinsoTraining",
  "ShinsoModels", "ShinsoZoo",
]

let package = Package(
  name: "shinso",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "shinso", targets: ["ShinsoMain"]),
    // With every module in it, so that who imports the umbrella is compiled anew when one of them
    // changes: the umbrella itself stays the same, and a client would keep the old layout of classes.
    .library(name: "Shinso", targets: ["Shinso"] + libraries),
    // For a command line with systems of its own.
    .library(name: "ShinsoCommand", targets: ["ShinsoCommand", "ShinsoExperiments"]),
    .library(name: "ShinsoExperiments", targets: ["ShinsoExperiments"]),
  ] + libraries.map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // Without traits: streams of messages and field masks are not used.
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0", traits: []),
  ],
  targets: [
    system("COneDNN", pkgConfig: "dnnl", brew: "onednn"),
    system("CTurboJPEG", pkgConfig: "libturbojpeg", apt: "libturbojpeg0-dev", brew: "jpeg-turbo"),
    system("CPNG", pkgConfig: "libpng", apt: "libpng-dev", brew: "libpng"),
    system("CLibLinear", apt: "liblinear-dev", brew: "liblinear"),
    system("CLibSVM", apt: "libsvm-dev", brew: "libsvm"),
    system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev", brew: "openssl@3"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    system("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev", brew: "libarchive"),
    system("CWebP", pkgConfig: "libwebp", apt: "libwebp-dev", brew: "webp"),
    system("CSndFile", pkgConfig: "sndfile", apt: "libsndfile1-dev", brew: "libsndfile"),

    // Every import is a dependency of its own: a module is compiled anew for these alone.
    // Parts of JPEG images.
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("jpeg")]),
    library("ShinsoTensor", "CKernels", "COneDNN"),
    library("ShinsoNN", "ShinsoTensor"),
    // What protoc makes of the schemas in Tools/protobuf. Alone, because it takes long to compile.
    library("ShinsoSchemas", protobuf),
    library(
      "ShinsoFormats", "ShinsoNN", "ShinsoTensor", "ShinsoSchemas", protobuf, "CZlib", "CCrypto",
      "CArchive"),
    library(
      "ShinsoData", "ShinsoFormats", "ShinsoTensor", "CKernels", "CTurboJPEG", "CPNG", "CWebP",
      "CSndFile"),
    library(
      "ShinsoTraining", "ShinsoData", "ShinsoFormats", "ShinsoNN", "ShinsoTensor", "ShinsoSchemas",
      protobuf),
    library("ShinsoModels", "ShinsoNN", "ShinsoTensor", "CKernels"),
    library(
      "ShinsoZoo", "ShinsoModels", "ShinsoTraining", "ShinsoData", "ShinsoFormats", "ShinsoNN",
      "ShinsoTensor", "ShinsoSchemas", protobuf),
    library(
      "ShinsoExperiments", "ShinsoZoo", "ShinsoModels", "ShinsoTraining", "ShinsoData",
      "ShinsoFormats", "ShinsoNN", "ShinsoTensor", "CLibLinear", "CLibSVM", parser),
    library(
      "Shinso", "ShinsoTensor", "ShinsoNN", "ShinsoFormats", "ShinsoData", "ShinsoTraining",
      "ShinsoModels", "ShinsoZoo"),
    library(
      "ShinsoCommand", "ShinsoExperiments", "ShinsoZoo", "ShinsoTraining", "ShinsoData",
      "ShinsoFormats", "ShinsoTensor", parser),
    .executableTarget(name: "ShinsoMain", dependencies: ["ShinsoCommand"]),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    // The system of Documentation/AddingASystem.md, on a command line of its own.
    .executableTarget(
      name: "ExampleSystem",
      dependencies: [
        "ShinsoCommand", "ShinsoExperiments", "ShinsoTraining", "ShinsoData", "ShinsoNN",
        "ShinsoTensor", "ShinsoFormats", parser,
      ], path: "Tests/ExampleSystem"),
    tests(of: "ShinsoTensor", exclude: ["Fixtures"]),
    tests(of: "ShinsoNN", "ShinsoTensor", exclude: ["Fixtures"]),
    tests(of: "ShinsoFormats", "ShinsoTensor", "ShinsoSchemas", protobuf, exclude: ["Fixtures"]),
    tests(of: "ShinsoData", "ShinsoFormats", "ShinsoTensor", "CSndFile", exclude: ["Fixtures"]),
    tests(
      of: "ShinsoTraining", "ShinsoData", "ShinsoFormats", "ShinsoNN", "ShinsoTensor",
      exclude: ["Fixtures"]),
    tests(
      of: "ShinsoModels", "ShinsoFormats", "ShinsoNN", "ShinsoTensor", "CKernels",
      exclude: ["Fixtures"]),
    tests(
      of: "ShinsoZoo", "ShinsoModels", "ShinsoTraining", "ShinsoData", "ShinsoFormats", "ShinsoNN",
      "ShinsoTensor", "ShinsoSchemas", exclude: ["Fixtures"]),
    tests(
      of: "ShinsoExperiments", "ShinsoZoo", "ShinsoTraining", "ShinsoModels", "ShinsoData",
      "ShinsoFormats", "ShinsoNN", "ShinsoTensor", parser, exclude: ["Fixtures"]),
    tests(
      of: "ShinsoCommand", "Shinso", "ShinsoExperiments", "ShinsoZoo", "ShinsoTraining",
      "ShinsoData", "ShinsoFormats", "ShinsoModels", "ShinsoNN", "ShinsoTensor", parser,
      exclude: ["Fixtures"]),
  ],
  swiftLanguageModes: [.v6]
)
