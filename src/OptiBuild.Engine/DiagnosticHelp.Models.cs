namespace OptiBuild.Engine;

public static partial class DiagnosticHelp
{
    static HelpRow[] OfModels =>
    [
        new(2001,
            "The bytes of the file are not those of an ONNX model. It may be a model of another form (`.pt`, `.h5`, `.tflite`), a page that was saved instead of a download, or a pointer of Git LFS: some lines of text in place of the file.",
            "With Git LFS, get the files themselves. Otherwise export the model to ONNX, or correct `Include`.",
            "git lfs pull"),
        new(2002,
            "The file begins as an ONNX model does, and then ends early or contradicts itself: a value that nothing computes, two results of one name, a weight with fewer bytes than its shape has. Copies that were cut off are the usual reason.",
            "Copy or download the file again. Where the copy is whole, export the model again; the message names the node or the weight."),
        new(2003,
            "Models of more than 2 GB keep their weights in files beside them, and so do smaller ones where the exporter was asked to. Such a file is not there, or is shorter than the model says.",
            "Put all files that the export wrote into the same folder, under the names that they had: the model holds these names. With Git LFS, get the files themselves.",
            "git lfs pull"),
        new(2004,
            "A model says in which file its weights lie, and this one names a place outside its own folder. Such paths are not followed: a model from somebody else could otherwise make the build read any file.",
            "Put the weights beside the model and export it so that it names them without a folder. In Python: `onnx.save_model(model, \"m.onnx\", save_as_external_data=True, location=\"m.data\")`."),
        new(2005,
            "An opset is the version of the operators that a model is written in. OptiBuild raises opset 7 to 16 to opset 17 by a table; this model is older, or uses an operator in a way that has no equal in opset 17.",
            "Export the model again with opset 17 or later. Without its source, the converter of the Python package `onnx` may do it.",
            "python -c \"import onnx, onnx.version_converter as c; onnx.save(c.convert_version(onnx.load('m.onnx'), 17), 'm17.onnx')\""),
        new(2006,
            "The model calls an operator that neither ONNX nor ONNX Runtime defines. It comes from a library of its own, belongs to another runtime, is newer than the ONNX Runtime that OptiBuild brings, or is of a domain that the model does not import.",
            "Export the model so that it uses standard operators only; exporters have a setting for it, or a newer version that does it. Where the app registers a library of operators, name that library: it is loaded when the model runs, in the build as in the app.",
            """<OptimizeModel Include="Models/garments.onnx" ValidationData="Data/validate.npz" CustomOperators="libs/libmine.so" />"""),
        new(2007,
            "ONNX Runtime checks types and shapes of a model when it loads it, and refused this one. The sentence behind the colon is ONNX Runtime's own and names the node.",
            "Export the model again with a current exporter, and check that an `InferenceSession` opens it: what OptiBuild cannot open, the app cannot open either."),
        new(2008,
            "Models and all numbers in them are stored as Protocol Buffers, whose files end at 2 GB, and .NET holds a weight in one array of the same size. Larger models keep weights in files beside them; what OptiBuild writes, one file for embedding, cannot.",
            "Let the result be small enough: `Quantization=weights` stores weights in a quarter, `blocks4` those of products in an eighth. Otherwise ship the original with its files of weights beside the app.",
            """<Content Include="Models/large.onnx;Models/large.data" CopyToOutputDirectory="PreserveNewest" />"""),
        new(2010,
            "ONNX models may hold functions, pieces of graph with a name, and running the model replaces each call by the piece. In this model functions call each other so often, or themselves, that the result would have more than a million nodes.",
            "Export the model without functions, or with functions inlined. Do not use a model like this from somebody you do not know: no exporter writes such a thing."),
        new(2011,
            "The model is a shell around a program for one accelerator (QNN, OpenVINO, TensorRT), which its runtime would run. There are no layers in it to optimize, and OptiBuild runs no code that a model brings.",
            "Give the ONNX model from which it was compiled. Compile the optimized one again for the accelerator, if the app runs there."),
    ];

    static HelpRow[] OfRuntimes =>
    [
        new(5001,
            "An app runs the model with the ONNX Runtime that its project references, not with the one that OptiBuild brings. Every version of it knows operators up to some opset, their version, and the file format up to some version; this one ends below what the optimized model will need. OptiBuild writes opset 17 at least.",
            "Reference a newer version of the package; the README has a table of what each version has. `Quantization=blocks4` needs 1.17; other values need less.",
            """<PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.29.0" />"""),
        new(5002,
            "The models shall be validated with the library that the app ships, for versions differ in speed and sometimes in the last digits. It could not be loaded on the machine that builds: it is for another platform, lacks a driver such as CUDA, or is too old to have what OptiBuild calls. The one that OptiBuild brings was used; report and generated class name it.",
            "Build on a machine where it loads, to have its own figures. Where that cannot be, accept the difference by silencing the warning.",
            "<NoWarn>$(NoWarn);OB5002</NoWarn>"),
        new(5003,
            "`CustomOperators` names native libraries with operators that ONNX Runtime does not have. The file is there, and ONNX Runtime cannot load it or finds no function `RegisterCustomOps` in it: it is built for another platform or processor, or lacks a library that it needs itself.",
            "Name a library that is built for the machine that builds (`.so` on Linux, `.dylib` on macOS, `.dll` on Windows). Where no operator of it is used any more, remove the option.",
            """<OptimizeModel Include="Models/garments.onnx" ValidationData="Data/validate.npz" CustomOperators="libs/libmine.so" />"""),
        new(5004,
            "One optimized model is made for all target frameworks of a project, and each of them resolved another version of ONNX Runtime, often because a package supports older frameworks in an older version only. The oldest knows the least: what runs there runs on all.",
            "Nothing has to be done. Reference one version for all frameworks to have it measured with the one that is used."),
    ];
}
