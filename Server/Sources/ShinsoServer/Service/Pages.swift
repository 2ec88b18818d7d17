import Hummingbird

/// The files of the page, which are in the program itself.
enum Pages {
  private static let files: [(path: String, mediaType: String, bytes: [UInt8])] = [
    ("/style.css", "text/css; charset=utf-8", PackageResources.style_css),
    ("/app.js", script, PackageResources.app_js),
    ("/words.js", script, PackageResources.words_js),
    ("/page.js", script, PackageResources.page_js),
    ("/photographs.js", script, PackageResources.photographs_js),
    ("/language.js", script, PackageResources.language_js),
    ("/sound.js", script, PackageResources.sound_js),
    ("/runs.js", script, PackageResources.runs_js),
    ("/catalog.js", script, PackageResources.catalog_js),
    ("/favicon.svg", "image/svg+xml", PackageResources.favicon_svg),
  ]

  /// The page has its words in both languages; this says which to show first.
  private static func page(in language: String) -> ByteBuffer {
    let page = String(decoding: PackageResources.index_html, as: UTF8.self)
    return ByteBuffer(
      string: page.replacing("<html lang=\"en\">", with: "<html lang=\"\(language)\">"))
  }

  static var paths: [String] { ["/"] + files.map(\.path) }

  private static let script = "text/javascript; charset=utf-8"

  static func add(to router: Router<BasicRequestContext>) {
    let (english, japanese) = (page(in: "en"), page(in: "ja"))
    router.get("/") { request, _ in
      let accepted = AcceptedLanguages(request.headers[.acceptLanguage] ?? "")
      let language = accepted.best(of: ["en", "ja"]) ?? "en"
      return Response(
        status: .ok,
        headers: [
          .contentType: "text/html; charset=utf-8", .cacheControl: "no-cache",
          .contentLanguage: language, .vary: "Accept-Language",
        ], body: ResponseBody(byteBuffer: language == "ja" ? japanese : english))
    }
    for (path, mediaType, bytes) in files {
      let buffer = ByteBuffer(bytes: bytes)
      router.get(RouterPath(path)) { _, _ in
        Response(
          status: .ok, headers: [.contentType: mediaType, .cacheControl: "no-cache"],
          body: ResponseBody(byteBuffer: buffer))
      }
    }
  }
}
