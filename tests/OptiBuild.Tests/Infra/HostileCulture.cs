using System.Globalization;
using System.Runtime.CompilerServices;

namespace OptiBuild.Tests.Infra;

/// <summary>All tests run with a decimal comma and another list separator: what forgets to be invariant fails here.</summary>
static class HostileCulture
{
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The runner has no other place before the first test.")]
    public static void Set() => CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
}
