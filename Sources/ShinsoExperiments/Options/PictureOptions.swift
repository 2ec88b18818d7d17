import ArgumentParser
import ShinsoData

/// The pictures that a system learns from.
struct PictureOptions: ParsableArguments {
  @Option(data: "Pictures by class: a folder, an archive or a list")
  var data: DataName = "openclipart"

  @Option(
    "The folder with the pictures of a list; those that it lacks are left out.",
    default: "the list's own, which must have them all", completion: .directory)
  var root: FileName?
}
