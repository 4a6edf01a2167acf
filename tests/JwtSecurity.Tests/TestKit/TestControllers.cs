using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.TestKit;

/// <summary>MVC with the controllers of one test alone: those of other tests would be found in the same assembly.</summary>
internal static class TestControllers
{
    public static IMvcBuilder AddOnly(this IMvcBuilder mvc, params Type[] controllers) =>
        mvc.ConfigureApplicationPartManager(manager =>
        {
            foreach (var provider in manager.FeatureProviders.OfType<ControllerFeatureProvider>().ToArray())
            {
                manager.FeatureProviders.Remove(provider);
            }

            manager.FeatureProviders.Add(new Only(controllers));
        });

    private sealed class Only(Type[] controllers) : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature)
        {
            foreach (var controller in controllers)
            {
                feature.Controllers.Add(controller.GetTypeInfo());
            }
        }
    }
}
