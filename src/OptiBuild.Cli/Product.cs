using System.Reflection;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli;

static class Product
{
    /// <summary>What the user types, and what lines about errors start with.</summary>
    public const string Command = "optibuild";

    /// <summary>Version without the commit behind '+'.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static ToolInfo Info { get; } = new("OptiBuild", Version);
}
