using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.OpenApi;

/// <summary>
/// Finds the metadata of the endpoint that an API description is about.
/// </summary>
internal static class EndpointMetadata
{
    public static EndpointMetadataCollection Of(ActionDescriptor action, IServiceProvider services) =>
        action is ControllerActionDescriptor ? OfAction(action, services) ?? new(action.EndpointMetadata) : new(action.EndpointMetadata);

    // An action's descriptor has its attributes alone. Guards are on the endpoint that was made of it.
    private static EndpointMetadataCollection? OfAction(ActionDescriptor action, IServiceProvider services) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<ActionDescriptor>()?.Id == action.Id)?.Metadata;
}
