using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("garments", "Garments")]
    [InlineData("input_ids", "InputIds")]
    [InlineData("resnet-50.v1", "Resnet50V1")]
    [InlineData("3d-net", "_3dNet")]
    [InlineData("größe 模型", "Größe模型")]
    [InlineData("i", "I")]
    [InlineData("--", "Model")]
    public void MakesPascalCase(string text, string name) => Assert.Equal(name, Identifier.Pascal(text));

    [Theory]
    [InlineData("My-App.class.3D", "My_App.@class._3D")]
    [InlineData(" A . B ", "A.B")]
    [InlineData("", "")]
    public void MakesNamespacesValid(string text, string name) => Assert.Equal(name, Identifier.Namespace(text));

    [Fact]
    public void NumbersWhatWouldBeThere() => Assert.Equal(["A", "A2", "Inputs2", "A3"], Identifier.Distinct(["A", "A", "Inputs", "A"], taken: "Inputs"));
}
