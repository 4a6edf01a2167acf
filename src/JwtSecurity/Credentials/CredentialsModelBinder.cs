using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace JwtSecurity;

/// <summary>
/// MVC's side of <see cref="CredentialsBinder"/>. Anywhere but in a guarded action's parameter it throws: leaving null there could be taken for "anonymous".
/// </summary>
internal sealed class CredentialsModelBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        ArgumentNullException.ThrowIfNull(bindingContext);
        var parameter = FindParameter(bindingContext);
        if (parameter is null || !CredentialsBinder.TryRead(bindingContext.HttpContext, parameter.ParameterInfo, out var credentials))
        {
            throw new InvalidOperationException($"'{bindingContext.ModelMetadata.Name ?? bindingContext.ModelName}' cannot be bound here. {CredentialsBinder.NotFromRequests}");
        }

        // Validation would walk through the properties, and run the getters.
        if (credentials is not null)
        {
            bindingContext.ValidationState[credentials] = new() { SuppressValidation = true };
        }

        bindingContext.Result = ModelBindingResult.Success(credentials);
        return Task.CompletedTask;
    }

    private static ControllerParameterDescriptor? FindParameter(ModelBindingContext context) =>
        context.ModelMetadata.MetadataKind == ModelMetadataKind.Parameter
            ? context.ActionContext.ActionDescriptor.Parameters.OfType<ControllerParameterDescriptor>()
                .FirstOrDefault(parameter => parameter.Name == context.ModelMetadata.ParameterName)
            : null;
}
