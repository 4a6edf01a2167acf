using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtSecurity;

/// <summary>
/// Tells OpenAPI documents of what a token endpoint reads by itself.
/// </summary>
internal sealed class RequestParameterMetadata(ParameterInfo parameter, bool isOptional) : IParameterBindingMetadata
{
    public string Name => parameter.Name!;

    public bool HasTryParse => false;

    public bool HasBindAsync => false;

    public ParameterInfo ParameterInfo => parameter;

    public bool IsOptional => isOptional;
}
