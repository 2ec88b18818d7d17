import Hummingbird

/// A place of the API: what it is called and takes and answers, for the document and for the router
/// alike, so that the document cannot say anything else than what is done.
package struct Endpoint: Sendable {
  /// A file that is sent to it.
  struct Body: Sendable {
    /// For OpenAPI: `image/*`.
    let mediaTypes: [String]
    let about: String
  }

  enum Answer: Sendable {
    case json(Schema)
    /// Another media type.
    case file(String)
  }

  let method: HTTPRequest.Method
  let path: String
  let summary: String
  let parameters: [Parameter]
  let body: Body?
  let answer: Answer
  let respond: @Sendable (Call) async throws -> Response

  static func get(
    _ path: String, _ summary: String, _ parameters: [Parameter] = [], answers: Answer,
    _ respond: @escaping @Sendable (Call) async throws -> Response
  ) -> Endpoint {
    Endpoint(
      method: .get, path: path, summary: summary, parameters: parameters, body: nil,
      answer: answers, respond: respond)
  }

  static func post(
    _ path: String, _ summary: String, _ parameters: [Parameter], takes body: Body,
    answers: Answer, _ respond: @escaping @Sendable (Call) async throws -> Response
  ) -> Endpoint {
    Endpoint(
      method: .post, path: path, summary: summary, parameters: parameters, body: body,
      answer: answers, respond: respond)
  }
}

extension Endpoint.Body {
  static let picture = Endpoint.Body(
    mediaTypes: ["image/jpeg", "image/png", "image/webp"],
    about: "A picture as a JPEG, PNG or WebP file.")
  static let recording = Endpoint.Body(
    mediaTypes: ["audio/wav", "audio/flac", "audio/ogg", "application/octet-stream"],
    about: "A recording as a WAV, FLAC or Ogg file.")
}
