using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace OptiBuild.Engine.Runtimes;

/// <summary>Whether an assembly of ONNX Runtime has everything that this assembly calls: asked at once, for otherwise the first missing one would end the work in the middle.</summary>
public static class WrapperMembers
{
    /// <param name="engine">Bound to the assembly in question.</param>
    /// <returns>The first that is missing; null for none.</returns>
    public static string? Missing(Assembly engine)
    {
        using var file = new PEReader(File.OpenRead(engine.Location));
        var metadata = file.GetMetadataReader();
        var called = metadata.TypeReferences.Where(t => IsWrapper(metadata, t)).ToHashSet();
        return called.Select(t => (Handle: (EntityHandle)t, Name: metadata.GetString(metadata.GetTypeReference(t).Name)))
            .Concat(metadata.MemberReferences.Select(m => (Handle: m, Row: metadata.GetMemberReference(m)))
                .Where(m => m.Row.Parent.Kind == HandleKind.TypeReference && called.Contains((TypeReferenceHandle)m.Row.Parent))
                .Select(m => (Handle: (EntityHandle)m.Handle, Name: metadata.GetString(m.Row.Name))))
            .FirstOrDefault(m => !Exists(engine.ManifestModule, MetadataTokens.GetToken(m.Handle))).Name;
    }

    static bool IsWrapper(MetadataReader metadata, TypeReferenceHandle type) => metadata.GetTypeReference(type).ResolutionScope switch
    {
        { Kind: HandleKind.AssemblyReference } scope => metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == RuntimeFiles.Wrapper,
        { Kind: HandleKind.TypeReference } outer     => IsWrapper(metadata, (TypeReferenceHandle)outer),
        _                                            => false,
    };

    static bool Exists(Module module, int token)
    {
        try
        {
            return module.ResolveMember(token) is not null;
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException)
        {
            return false;
        }
    }
}
