using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class MethodSideTests
{
    [Theory]
    [InlineData(nameof(Methods.Nothing))]
    [InlineData(nameof(Methods.Number))]
    [InlineData(nameof(Methods.Text))]
    [InlineData(nameof(Methods.Waits))]
    [InlineData(nameof(Methods.WaitsForNumberAsync))]
    [InlineData(nameof(Methods.WaitsShortly))]
    [InlineData(nameof(Methods.WaitsShortlyForNumberAsync))]
    [InlineData(nameof(Methods.Shared))]
    public void A_method_is_called_as_often_as_asked_and_waited_for(string name)
    {
        MethodInfo method = typeof(Methods).GetMethod(name)!;
        var methods = new Methods();

        Assert.True(MethodSide.Takes(method.ReturnType));
        Assert.False(MethodSide.Defers(method.ReturnType));
        var side = MethodSide.Of(methods, method);
        side.Run(0);
        Assert.Equal((0, 0), (methods.Begun, methods.Ended));
        side.Run(3);
        Assert.Equal((3, 3), (methods.Begun, methods.Ended));
    }

    [Theory]
    [InlineData(nameof(Methods.Number), 3)]
    [InlineData(nameof(Methods.WaitsForNumberAsync), 3)]
    [InlineData(nameof(Methods.WaitsShortlyForNumberAsync), 3)]
    [InlineData(nameof(Methods.Text), "3")]
    public void The_latest_result_is_kept_so_that_it_must_be_computed(string name, object latest)
    {
        var side = MethodSide.Of(new Methods(), typeof(Methods).GetMethod(name)!);

        side.Run(3);

        Assert.Equal(latest, side.GetType().GetProperty("Latest")!.GetValue(side));
    }

    [Theory]
    [InlineData(typeof(Span<int>))]
    [InlineData(typeof(YieldAwaitable))]
    [InlineData(typeof(ConfiguredTaskAwaitable<int>))]
    [InlineData(typeof(IAsyncEnumerable<int>))]
    [InlineData(typeof(AsyncStream))]
    public void What_cannot_be_held_or_waited_for_is_not_taken(Type type) => Assert.False(MethodSide.Takes(type));

    [Fact]
    public void References_and_pointers_are_not_taken()
    {
        Assert.False(MethodSide.Takes(typeof(int).MakeByRefType()));
        Assert.False(MethodSide.Takes(typeof(int).MakePointerType()));
    }

    [Theory]
    [InlineData(typeof(IEnumerable))]
    [InlineData(typeof(IEnumerator))]
    [InlineData(typeof(IEnumerable<int>))]
    [InlineData(typeof(IEnumerator<string>))]
    [InlineData(typeof(IOrderedEnumerable<int>))]
    [InlineData(typeof(Lazy<int>))]
    [InlineData(typeof(IQueryable))]
    [InlineData(typeof(IQueryable<int>))]
    [InlineData(typeof(Task<IEnumerable<int>>))]
    [InlineData(typeof(ValueTask<Lazy<int>>))]
    public void What_is_computed_when_it_is_read_defers_its_work(Type type) => Assert.True(MethodSide.Defers(type));

    [Theory]
    [InlineData(typeof(int[]))]
    [InlineData(typeof(List<int>))]
    [InlineData(typeof(string))]
    [InlineData(typeof(Task<int[]>))]
    [InlineData(typeof(KeyValuePair<int, IEnumerable<int>>))]
    public void A_collection_that_is_there_defers_nothing(Type type) => Assert.False(MethodSide.Defers(type));

    private sealed class Methods
    {
        private static Methods? _latest;

        public Methods() => _latest = this;

        public int Begun { get; private set; }

        public int Ended { get; private set; }

        public static int Shared() => _latest!.Number();

        public void Nothing() => Number();

        public int Number()
        {
            Begun++;
            return ++Ended;
        }

        public string Text() => $"{Number()}";

        public Task Waits() => WaitsForNumberAsync();

        public async Task<int> WaitsForNumberAsync()
        {
            Begun++;
            await Task.Yield();
            return ++Ended;
        }

        public ValueTask WaitsShortly() => new(WaitsForNumberAsync());

        public ValueTask<int> WaitsShortlyForNumberAsync() => new(WaitsForNumberAsync());
    }

    private abstract class AsyncStream : IAsyncEnumerable<int>
    {
        public abstract IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default);
    }
}
