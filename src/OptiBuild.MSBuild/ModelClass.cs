using System.Globalization;

namespace OptiBuild.MSBuild;

/// <summary>The C# class through which an app opens one model. C# 6 and global names only: it must compile in any project.</summary>
sealed class ModelClass
{
    static readonly HashSet<string> MemberNames = new(StringComparer.Ordinal)
    {
        "Models", "Inputs", "Outputs", "ResourceName", "FilePath", "OpenRead", "ReadAllBytes", "CreateSession", "OriginalBytes", "OptimizedBytes", "EmbeddedBytes",
        "MetricName", "MetricOriginal", "MetricOptimized", "LossUpper", "Confidence", "Samples", "SourceSha256", "OptimizedSha256", "OnnxRuntimeVersion",
        "ClassNames", "Evidence",
        "Equals", "ReferenceEquals", "ToString", "GetHashCode", "GetType", "MemberwiseClone", "Finalize",
    };

    readonly ModelPlan _plan;
    readonly ShippedModel _shipped;
    readonly ClassStyle _style;
    readonly Facts _facts;
    readonly CSharpText _code;

    ModelClass(ModelPlan plan, ClassStyle style, Facts facts, CSharpText code) =>
        (_plan, _shipped, _style, _facts, _code) = (plan, style.Optimized ? ShippedModel.Optimized(plan) : ShippedModel.Original(plan), style, facts, code);

    public static string ToolVersion { get; } = typeof(ModelClass).Assembly.GetName().Version.ToString(3);

    public static string Name(ModelPlan plan)
    {
        if (plan.Option("ClassName") is { } chosen) return Identifier.Valid(chosen);
        var name = Identifier.Pascal(Path.GetFileNameWithoutExtension(plan.FileName));
        return MemberNames.Contains(name) ? name + "Model" : name;
    }

    /// <summary>Whether a class of this name would hold a member of the same, which C# does not allow.</summary>
    public static bool IsMember(string name) => MemberNames.Contains(name);

    public static string Access(ModelPlan plan) => plan.Is("Access", "public") ? "public" : "internal";

    public static void Write(ModelPlan plan, ClassStyle style, Facts facts, CSharpText code) => new ModelClass(plan, style, facts, code).Write();

    void Write()
    {
        _code.Summary(Summary());
        _code.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"OptiBuild\", \"{ToolVersion}\")]");
        _code.Open($"{Access(_plan)} static partial class {Name(_plan)}");
        if (_shipped.IsContent) FilePath(); else OpenResource();
        if (_shipped.Weights.Length > 0) NoBytes(); else ReadAllBytes();
        if (_style.OnnxRuntime) CreateSession();
        Ports("Inputs", _facts.Inputs);
        Ports("Outputs", _facts.Outputs);
        Figures();
        Names("ClassNames", "What people call the classes, in the order of their numbers. Empty where the data does not say.", _facts.ClassNames);
        Evidence();
        _code.Close();
    }

    string Summary()
    {
        if (!_style.Optimized) return _plan.Display + " as it is: OptiBuildEnabled is false.";
        if (!_facts.AreKnown) return _plan.Display + ", optimized. Its sizes and quality are known after the first build.";
        var size = string.Format(CultureInfo.InvariantCulture, "{0} optimized from {1:N0} to {2:N0} bytes.", _plan.Display, _facts.Whole("OriginalBytes"), _facts.Whole("OptimizedBytes"));
        return _facts.Text("MetricName") is { Length: > 0 } metric
            ? $"{size} {metric}: {_facts.Text("MetricOriginal")} before, {_facts.Text("MetricOptimized")} after, on {_facts.Text("Samples")} samples."
            : size;
    }

    void OpenResource()
    {
        _code.Constant("string", "ResourceName", CSharpText.Literal(_plan.LogicalName), "Name of the embedded resource.");
        _code.Summary("The model. Decompressed while it is read; the caller disposes the stream.");
        _code.Open("public static global::System.IO.Stream OpenRead()");
        _code.Line($"var assembly = typeof({Name(_plan)}).Assembly;");
        _code.Line("var stream = assembly.GetManifestResourceStream(ResourceName);");
        _code.Line("if (stream == null)");
        _code.Line("    throw new global::System.InvalidOperationException(\"Assembly '\" + assembly.GetName().Name + \"' has no resource '\" + ResourceName + \"'. OptiBuild embeds it when the project is built.\");");
        _code.Line(_style.Brotli && _style.Optimized && _plan.IsCompressed
            ? "return new global::System.IO.Compression.BrotliStream(stream, global::System.IO.Compression.CompressionMode.Decompress);"
            : "return stream;");
        _code.Close();
    }

    void FilePath()
    {
        _code.Summary("Where the model lies: beside the app.");
        _code.Open("public static string FilePath");
        _code.Open("get");
        _code.Line($"var file = global::System.IO.Path.Combine(global::System.AppContext.BaseDirectory, {CSharpText.Literal(_plan.ContentPath)});");
        _code.Line("if (!global::System.IO.File.Exists(file))");
        _code.Line("    throw new global::System.InvalidOperationException(\"The model '\" + file + \"' is not there. OptiBuild copies it beside the app when the project is built.\");");
        _code.Line("return file;");
        _code.Close();
        _code.Close();
    }

    void OpenFile()
    {
        _code.Summary("The model. The caller disposes the stream.");
        _code.Open("public static global::System.IO.Stream OpenRead()");
        _code.Line("return global::System.IO.File.OpenRead(FilePath);");
        _code.Close();
    }

    /// <summary>What used to compile says what to do instead: the model's own file is of no use without its weights.</summary>
    void NoBytes()
    {
        foreach (var member in new[] { "global::System.IO.Stream OpenRead()", "byte[] ReadAllBytes()" })
        {
            var reason = CSharpText.Literal("The model's weights lie in files beside it, where a stream of the model does not find them. Open it by its path: CreateSession, or FilePath.");
            _code.Summary("Not possible: the model's weights lie in files beside it.");
            _code.Line($"[global::System.Obsolete({reason}, true)]");
            _code.Open("public static " + member);
            _code.Line($"throw new global::System.NotSupportedException({reason});");
            _code.Close();
        }
    }

    void ReadAllBytes()
    {
        if (_shipped.IsContent) OpenFile();
        _code.Summary("The whole model in memory.");
        _code.Open("public static byte[] ReadAllBytes()");
        _code.Line("using (var stream = OpenRead())");
        _code.Line("using (var memory = new global::System.IO.MemoryStream((int)OptimizedBytes))");
        _code.Open("");
        _code.Line("stream.CopyTo(memory);");
        _code.Line("return memory.Length == memory.Capacity ? memory.GetBuffer() : memory.ToArray();");
        _code.Close();
        _code.Close();
    }

    void CreateSession()
    {
        const string Session = "global::Microsoft.ML.OnnxRuntime.InferenceSession";
        var mark = _style.HasNullable ? "?" : "";
        _code.Summary("A new session on the model. Sessions are costly to make and safe to share between threads: keep one. The caller disposes it."
            + (_plan.Option("CustomOperators") is null ? "" : " The model has operators of its own: give options in which their library is registered (SessionOptions.RegisterCustomOpLibrary)."));
        _code.Open($"public static {Session} CreateSession(global::Microsoft.ML.OnnxRuntime.SessionOptions{mark} options = null)");
        _code.Line(_shipped.IsContent ? "var model = FilePath;" : "var model = ReadAllBytes();");
        _code.Line($"return options == null ? new {Session}(model) : new {Session}(model, options);");
        _code.Close();
    }

    void Ports(string name, IReadOnlyList<Port> ports)
    {
        _code.Summary($"Names of the model's {name.ToLowerInvariant()}.");
        _code.Open("public static class " + name);
        var names = Identifier.Distinct(ports.Select(p => Identifier.Pascal(p.Name)), taken: name).ToArray();
        for (var i = 0; i < names.Length; i++)
            _code.Constant("string", names[i], CSharpText.Literal(ports[i].Name), $"{ports[i].Type} [{ports[i].Shape}]");
        _code.Close();
    }

    void Figures()
    {
        var embedded = _style.Brotli || _shipped.IsContent ? "EmbeddedBytes" : "OptimizedBytes";
        Whole("long", "OriginalBytes", "OriginalBytes", "Size of the original file.");
        Whole("long", "OptimizedBytes", "OptimizedBytes", "Size of the optimized model.");
        Whole("long", "EmbeddedBytes", embedded, "Size of what is shipped.");
        Text("MetricName", "What the gate measured.");
        Real("MetricOriginal", "The metric of the original, on the validation data.");
        Real("MetricOptimized", "The metric of the optimized model, on the same data.");
        Real("LossUpper", "The loss is at most this, at the level of Confidence.");
        Real("Confidence", "One-sided level of LossUpper.");
        Whole("int", "Samples", "Samples", "Number of validation samples.");
        Text("SourceSha256", "SHA-256 of the original file.");
        Text("OptimizedSha256", "SHA-256 of the optimized model.");
        Text("OnnxRuntimeVersion", "The ONNX Runtime that the model was validated with.");
    }

    void Evidence()
    {
        _code.Summary("What the gate saw, beside the figures above.");
        _code.Open("public static class Evidence");
        Text("Verdict", "passed, uncertain or off; empty before the first build.");
        Real("Loss", "What the metric lost by the estimate; negative where it gained.");
        Real("Budget", "What it was allowed to lose, in the metric's own unit.");
        Count("Broken", "Answers right before and wrong after; -1 where answers are not right or wrong.");
        Count("Repaired", "Answers wrong before and right after; -1 where answers are not right or wrong.");
        Real("Agreement", "Share of the samples with the original's answer.");
        _code.Constant("string", "TargetCpu", CSharpText.Literal(_plan.Option("TargetCpu") ?? "any"), "The processors that the model was made for.");
        Names("Classes", "The classes that were measured one by one. Empty where the metric has none.", _facts.Classes.Select(c => c.Name));
        Numbers("ClassesOriginal", "The metric of the original for each of Classes.", _facts.Classes.Select(c => c.Original));
        Numbers("ClassesOptimized", "The metric of the optimized model for each of Classes.", _facts.Classes.Select(c => c.Optimized));
        _code.Close();
    }

    void Names(string name, string meaning, IEnumerable<string> values) => _code.List("string", name, values.Select(CSharpText.Literal), meaning);

    void Numbers(string name, string meaning, IEnumerable<double> values) => _code.List("double", name, values.Select(CSharpText.Literal), meaning);

    void Count(string name, string meaning) => _code.Constant("int", name, _facts.Text(name).Length > 0 ? _facts.Whole(name).ToString(CultureInfo.InvariantCulture) : "-1", meaning);

    void Whole(string type, string name, string fact, string meaning) =>
        _code.Constant(type, name, _facts.Whole(fact).ToString(CultureInfo.InvariantCulture), meaning);

    void Text(string name, string meaning) => _code.Constant("string", name, CSharpText.Literal(_facts.Text(name)), meaning);

    void Real(string name, string meaning) => _code.Constant("double", name, CSharpText.Literal(_facts.Real(name)), meaning);
}
