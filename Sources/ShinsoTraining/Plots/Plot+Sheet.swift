import Foundation
import ShinsoData
import ShinsoTensor

extension Plot {
  /// Draws an image with a title above it and whatever else a script adds, in its pixels from the lower
  /// left corner, as a PNG file. If gnuplot is missing, it only warns.
  ///
  /// - Throws: `InputError` naming the file if it cannot be written.
  static func draw(sheet: Image, title: String, _ script: [String], to url: URL) throws {
    let head = 44
    let (width, height) = (sheet.width, sheet.height + head)
    let raw = FileManager.default.temporaryDirectory
      .appending(path: "shinso-sheet-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: raw) }
    do { try Data(sheet.pixels).write(to: raw) } catch {
      throw InputError(raw.path, "cannot be written: \(error.localizedDescription)")
    }
    let titlePlace = 1 - Double(head) / 2 / Double(height)
    let titleLine = quoted(TextWidth.shortened(title, width / 11))
    let frame: [String] = [
      "unset key", "unset border", "unset tics", "unset colorbox",
      "set lmargin screen 0", "set rmargin screen 1", "set bmargin screen 0",
      "set tmargin screen \(Double(sheet.height) / Double(height))",
      "set xrange [0:\(sheet.width)]", "set yrange [0:\(sheet.height)]",
      "set label \(titleLine) at screen 0.5, screen \(titlePlace) center font ',13'",
    ]
    let plot =
      "plot \(quoted(raw.path)) binary array=(\(sheet.width),\(sheet.height)) "
      + "format='%uchar%uchar%uchar' dx=1 dy=1 origin=(0.5,0.5) flipy using 1:2:3 "
      + "with rgbimage"
    try draw(
      (frame + script + [plot]).joined(separator: "\n"), width: width, height: height, fontSize: 9,
      to: url, svg: false)
  }
}
