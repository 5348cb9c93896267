namespace Wfn.KernelCalls;

/// <summary>Collects kernel calls over named tensors and then gives every tensor its place.</summary>
/// <param name="storage">What most elements are.</param>
internal sealed class PlanBuilder(StorageType storage)
{
    // Kernels read in whole vectors, past the end of what they need but never past the workspace.
    private const int VectorSlack = 64;

    private readonly List<Storage> storages = [];
    private readonly Dictionary<string, PlanMemory> tensors = new(StringComparer.Ordinal);
    private readonly List<KernelCall> calls = [];
    private int widest = storage.Bytes();

    /// <summary>Declares an input of the network.</summary>
    public void AddInput(string tensor, long length) => Make(tensor, length).Storage.NeedAt(-1);

    /// <summary>A tensor that is there already.</summary>
    public PlanMemory Find(string tensor) => tensors[tensor];

    /// <summary>Room for a tensor that the next calls make.</summary>
    public PlanMemory Make(string tensor, long length) => Make(tensor, length, storage);

    /// <summary>Room for a tensor of some type of elements.</summary>
    public PlanMemory Make(string tensor, long length, StorageType type)
    {
        var memory = New(length, RegionUse.Write, type);
        tensors.Add(tensor, memory with { Use = RegionUse.Read });
        return memory;
    }

    /// <summary>Room that a single call uses; none where its length is 0.</summary>
    public PlanMemory Scratch(long length, StorageType type) =>
        length > 0 ? New(length, RegionUse.Scratch, type) : new PlanMemory(new Storage(type, 0), RegionUse.Scratch);

    /// <summary>Room of most elements' type that a single call uses.</summary>
    public PlanMemory Scratch(long length) => Scratch(length, storage);

    /// <summary>Room for what one call makes and others read, under no name.</summary>
    public PlanMemory Temporary(long length, StorageType type) => New(length, RegionUse.Write, type);

    /// <summary>Adds a call.</summary>
    public void Add(KernelCall call)
    {
        foreach (var region in call.Arguments.OfType<UnplacedRegion>())
        {
            region.Storage.NeedAt(calls.Count);
        }

        calls.Add(call);
    }

    /// <summary>Gives a tensor a second name, under the same elements.</summary>
    public void Alias(string tensor, string alias) => tensors.Add(alias, tensors[tensor]);

    /// <summary>Keeps a tensor to the end.</summary>
    public void Keep(string tensor) => tensors[tensor].Storage.NeedAt(calls.Count);

    /// <summary>The finished plan.</summary>
    /// <param name="inputs">The inputs, without their places.</param>
    /// <param name="outputs">The outputs, without their places.</param>
    public ExecutionPlan Finish(IEnumerable<PlanPort> inputs, IEnumerable<PlanPort> outputs)
    {
        var bytes = StorageAllocation.Allocate(storages, storage.Bytes());
        return new ExecutionPlan
        {
            Inputs = Placed(inputs),
            Outputs = Placed(outputs),
            Calls = calls.Select(c => c with { Arguments = c.Arguments.Select(Placed).ToEquatableArray() }).ToEquatableArray(),
            Storage = storage,
            WorkspaceLength = (bytes + (VectorSlack * widest)) / storage.Bytes(),
        };
    }

    private static KernelValue Placed(KernelValue value) => value is UnplacedRegion region ? region.Placed : value;

    private EquatableArray<PlanPort> Placed(IEnumerable<PlanPort> ports) =>
        ports.Select(p => p with { Region = tensors[p.Name].Storage.Region }).ToEquatableArray();

    private PlanMemory New(long length, RegionUse use, StorageType type)
    {
        // What is too large stays so, and is refused where memory is given out.
        var made = new Storage(type, (int)Math.Min(length, int.MaxValue));
        storages.Add(made);
        widest = Math.Max(widest, type.Bytes());
        return new PlanMemory(made, use);
    }
}
