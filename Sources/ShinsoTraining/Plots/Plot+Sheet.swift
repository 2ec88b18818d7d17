import Foundation
import ShinsoData
import ShinsoTensor

extension Plot {
  /// Draws an image with a title above it, divided if it is long, and whatever else a script adds, in its
  /// pixels from the lower left corner, as a PNG file. If gnuplot is missing, it only warns.
  ///
  /// - Parameter translation: of the title, beside it or below it.
  /// - Throws: `InputError` naming the file if it cannot be written.
  static func draw(
    sheet: Image, title: String, translation: String? = nil, _ script: [String], to url: URL
  ) throws {
    let lines = titleLines(title, translation, sheet.width / 10)
    let (line, spare) = (22, 22)
    let head = lines.count * line + spare
    let (width, height) = (sheet.width, sheet.height + head)
    let raw = FileManager.default.temporaryDirectory
      .appending(path: "shinso-sheet-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: raw) }
    do { try Data(sheet.pixels).write(to: raw) } catch {
      throw InputError(raw.path, "cannot be written: \(error.localizedDescription)")
    }
    let titles = lines.enumerated().map { number, text in
      let place = 1 - (Double(spare + line) / 2 + Double(number * line)) / Double(height)
      return "set label \(quoted(text)) at screen 0.5, screen \(place) center font ',13'"
    }
    let frame: [String] = [
      "unset key", "unset border", "unset tics", "unset colorbox",
      "set lmargin screen 0", "set rmargin screen 1", "set bmargin screen 0",
      "set tmargin screen \(Double(sheet.height) / Double(height))",
      "set xrange [0:\(sheet.width)]", "set yrange [0:\(sheet.height)]",
    ]
    let plot =
      "plot \(literal(raw.path)) binary array=(\(sheet.width),\(sheet.height)) "
      + "format='%uchar%uchar%uchar' dx=1 dy=1 origin=(0.5,0.5) flipy using 1:2:3 "
      + "with rgbimage"
    try draw(
      (frame + titles + script + [plot]).joined(separator: "\n"), width: width, height: height,
      fontSize: 9, to: url, svg: false)
  }

  private static func titleLines(
    _ title: String, _ translation: String?, _ width: Int
  ) -> [String] {
    let both = [title, translation].compactMap(\.self)
    let line = both.joined(separator: "  ·  ")
    if TextWidth.columns(line) <= width { return [line] }
    return both.flatMap { TextWidth.wrapped($0, width, lines: 2) }
  }
}
