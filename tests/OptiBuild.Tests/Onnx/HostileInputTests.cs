using Google.Protobuf;
using Google.Protobuf.Reflection;
using OptiBuild.Onnx;
using Proto = OptiBuild.Onnx.Proto;

namespace OptiBuild.Tests.Onnx;

/// <summary>Whatever the bytes are: a model, or one <see cref="ModelException"/>, and no more memory than the bytes can explain.</summary>
public class HostileInputTests
{
    /// <summary>Objects per byte: an empty node is two bytes in the file and some hundred as an object.</summary>
    const long BytesPerByte = 2000, BytesAtLeast = 4 << 20;

    [Fact]
    public void EveryTruncationIsSaid()
    {
        var bytes = Sample();

        for (var length = 1; length < bytes.Length; length++) TryToRead(bytes.AsSpan(0, length).ToArray());

        var problem = Assert.Throws<ModelException>(() => ModelReader.Read(bytes.AsMemory(0, bytes.Length / 2), null));
        Assert.Equal(ModelProblem.Damaged, problem.Problem);
        Assert.StartsWith("model: the ONNX model is damaged or was cut off: ", problem.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryMutationIsReadOrSaid(int seed)
    {
        var random = new Random(seed);
        var bytes = Sample();
        var read = 0;
        for (var round = 0; round < 3000; round++)
        {
            var mutated = (byte[])bytes.Clone();
            for (var change = random.Next(1, 6); change > 0; change--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            if (TryToRead(mutated)) read++;
        }

        Assert.InRange(read, 1, 2999);
    }

    [Fact]
    public void DeepSubgraphsAreSaid()
    {
        // A graph's field 1 is a node, whose field 5 is an attribute, whose field 6 is a graph again.
        byte[] graph = [];
        for (var depth = 0; depth < 3000; depth++) graph = Field(1, Field(5, Field(6, graph)));

        Assert.False(TryToRead(Field(7, graph)));
    }

    [Fact]
    public void DeepTypesAreSaid()
    {
        byte[] type = [];
        // Field 4 of a type is a sequence, whose field 1 is a type again.
        for (var depth = 0; depth < 3000; depth++) type = Field(4, Field(1, type));
        var input = Field(11, [.. Field(1, "x"u8.ToArray()), .. Field(2, type)]);

        Assert.False(TryToRead(Field(7, input)));
    }

    [Theory]
    [InlineData("3A FF FF FF FF 0F")]
    [InlineData("3A FF FF FF FF FF FF FF FF FF 01")]
    [InlineData("3A 0A 2A FF FF FF FF 07 08 01 10 01")]
    [InlineData("3A 08 2A 06 4A FF FF FF FF 07")]
    [InlineData("3A 04 0B 0B 0B 0B")]
    [InlineData("0C 0C 0C")]
    [InlineData("08 80 80 80 80 80 80 80 80 80 80 80")]
    public void HugeDeclaredSizesAreSaid(string hex) => Assert.False(TryToRead(Convert.FromHexString(hex.Replace(" ", ""))));

    [Fact]
    public void FieldsThatEndBehindTheirMessageAreSaidOfEveryMessage()
    {
        var holders = new Dictionary<MessageDescriptor, Func<byte[], byte[]>> { [Proto.ModelProto.Descriptor] = bytes => bytes };
        for (var queue = new Queue<MessageDescriptor>(holders.Keys); queue.TryDequeue(out var message);)
            foreach (var field in message.Fields.InDeclarationOrder().Where(f => f.FieldType == FieldType.Message && !holders.ContainsKey(f.MessageType)))
            {
                var holder = holders[message];
                holders.Add(field.MessageType, bytes => holder(Field(field.FieldNumber, bytes)));
                queue.Enqueue(field.MessageType);
            }

        Assert.Contains(Proto.TensorProto.Types.Segment.Descriptor, holders.Keys);
        foreach (var (message, holder) in holders)
            foreach (var field in message.Fields.InDeclarationOrder().Where(f => f.IsPacked || f.FieldType is FieldType.Message or FieldType.String or FieldType.Bytes))
            {
                // The parser takes the end for a negative number and reads again what came before.
                var bytes = holder([.. Tag(field.FieldNumber), 0xFF, 0xFF, 0xFF, 0xFF, 0x07, .. new byte[8]]);
                var problem = Assert.Throws<ModelException>(() => ModelReader.Read(bytes, null));
                Assert.EndsWith("a field of 2147483647 bytes begins where 8 are left.", problem.Message);
            }
    }

    [Fact]
    public void CyclesAreSaid()
    {
        var problem = Assert.Throws<ModelException>(() => ModelText.Parse("g (float x) => (a) { a = Add(x, b) b = Neg(a) }"));

        Assert.Equal((ModelProblem.Structure, "text: the nodes of graph 'g' form a cycle: each waits for another one's output."), (problem.Problem, problem.Message));
    }

    /// <returns>false when it was refused.</returns>
    static bool TryToRead(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            GraphCheck.Check(ModelReader.Read(bytes, null), "reading");
            return true;
        }
        catch (ModelException e)
        {
            Assert.NotEmpty(e.Message);
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesAtLeast + BytesPerByte * bytes.Length);
        }
    }

    static byte[] Sample() => ModelWriter.ToBytes(ModelText.Parse("""
        <ir_version: 8, opset_import: ["" : 17, "f" : 1], metadata_props: ["a" : "b"]>
        g (float[N,2] x, bool c, seq(map(int64, string)) s, optional(sparse_tensor(float[3])) o) => (float[N,2] y) <float[2] w = {1,2}, string[1] t = {"a"}, int4[3] q = {1,2,3}, float[N,2] h>
        {
            h = f.F<k=2>(x, w)
            y = If<then_branch=t () => (a) { a = Mul(h, w) }, else_branch=e () => (b) { b = Cast<to=1, v=[1.0,2.0], n=["a"]>(h) }>(c)
        }
        <domain: "f", opset_import: ["" : 17]>
        F <k, m: int=3> (a, b) => (c) { d = Constant<value=float[2] {1,2}>() e = Add(a, d) c = Pow<n: int=@k>(e, b) }
        """));

    static byte[] Tag(int number) => Written(output => output.WriteTag(number, WireFormat.WireType.LengthDelimited));

    static byte[] Field(int number, byte[] contents) => [.. Tag(number), .. Written(output => output.WriteBytes(ByteString.CopyFrom(contents)))];

    static byte[] Written(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }
}
