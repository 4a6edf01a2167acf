using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace JwtSecurity;

/// <summary>
/// Tells MVC how a parameter of this type is bound: specially, so that it is taken from no part of the request and shows up in no documentation.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CredentialsBindingAttribute : Attribute, IBinderTypeProviderMetadata
{
    public BindingSource BindingSource => BindingSource.Special;

    public Type BinderType => typeof(CredentialsModelBinder);
}
