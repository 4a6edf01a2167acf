using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace JwtSecurity;

/// <summary>
/// Gives every MVC action what <see cref="TokenResponse"/> gives an endpoint that names a scheme: controllers take theirs in constructors,
/// where endpoint metadata does not see them.
/// </summary>
internal sealed class TokenResultFilter : IAsyncExceptionFilter, IResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is ObjectResult { Value: TokenPair } or JsonResult { Value: TokenPair })
        {
            TokenResponse.ForbidStorage(context.HttpContext.Response);
        }
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }

    public async Task OnExceptionAsync(ExceptionContext context)
    {
        if (context.Exception is JwtRefusalException refusal && !context.HttpContext.Response.HasStarted)
        {
            await refusal.WriteAsync(context.HttpContext);
            context.ExceptionHandled = true;
        }
    }
}
