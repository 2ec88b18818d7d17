import Hummingbird

/// Refuses who may not use the server; see ``Access``.
struct AccessMiddleware<Context: RequestContext>: RouterMiddleware {
  let access: Access

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    if let problem = access.problem(request) { throw problem }
    if let token = access.token, request.uri.path == "/",
      let given = request.uri.queryParameters["token"], Access.areEqual(String(given), token)
    {
      // The token leaves the address, which lands in histories.
      var response = Response.redirect(to: "/", type: .found)
      response.setCookie(
        Cookie(
          name: Access.cookie, value: token, path: "/", httpOnly: true, sameSite: .strict))
      return response
    }
    guard access.isAllowed(request) || request.uri.path == "/healthz" else {
      throw Problem(
        .unauthorized,
        "a token is needed: open the address that was printed when the server started, or send "
          + "Authorization: Bearer TOKEN")
    }
    return try await next(request, context)
  }
}
