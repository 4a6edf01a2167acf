using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace JwtSecurity;

/// <summary>
/// Tells MVC that an action's parameter of this type is a service. Only controllers with <c>[ApiController]</c> find that out by themselves.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SchemeBindingAttribute : Attribute, IBindingSourceMetadata
{
    public BindingSource BindingSource => BindingSource.Services;
}
