namespace OptiBuild.Tests.Tables;

/// <summary>On a test that makes OptiBuild emit this code from real input; <see cref="DiagnosticsTable"/> fails for codes nobody provokes.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ProvokesAttribute(string code) : Attribute
{
    public string Code { get; } = code;
}
