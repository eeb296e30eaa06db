/** Descriptions in the form that browsers give them, when all has been gathered, with several networks and a TURN server. */
export interface Described {
  browser: string;
  sdp: string;
  /** Where that browser can be found: none of it may be told. */
  own: string[];
  /** Its relays' addresses and ports, in the order in which they stand there. */
  relays: string[];
}

const lines = (text: string): string => text.trim().replaceAll(/\n */g, '\r\n') + '\r\n';

export const CHROMIUM: Described = {
  browser: 'Chromium',
  own: [
    '192.168.178.34',
    '10.8.0.6',
    '2a02:810d:8abf:1c00:9d2e:4b1f:77aa:3c5d',
    'fd3a:9c1e:5b2d:0:8c4f:11ff:fe22:3344',
    '84.115.210.9',
    '3f1b7c52-9a0e-4f6d-8c33-5d1e2b7a9f04.local',
  ],
  relays: ['198.51.100.7 50112', '198.51.100.7 50113', '2001:db8:51::7 50114'],
  sdp: lines(`
    v=0
    o=- 5193734263297361521 2 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=group:BUNDLE 0 1
    a=extmap-allow-mixed
    a=msid-semantic: WMS 6f0f3d1e-6a6f-4f5e-9f0d-0c1a3f2b7d11
    m=audio 61021 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
    c=IN IP4 84.115.210.9
    a=rtcp:9 IN IP4 0.0.0.0
    a=candidate:1467250027 1 udp 2122260223 192.168.178.34 54400 typ host generation 0 network-id 1 network-cost 10
    a=candidate:2999745851 1 udp 2122194687 10.8.0.6 54401 typ host generation 0 network-id 3 network-cost 50
    a=candidate:559267639 1 udp 2122129151 3f1b7c52-9a0e-4f6d-8c33-5d1e2b7a9f04.local 54402 typ host generation 0 network-id 2
    a=candidate:842163049 1 udp 2122262783 2a02:810d:8abf:1c00:9d2e:4b1f:77aa:3c5d 54403 typ host generation 0 network-id 2 network-cost 10
    a=candidate:1510613869 1 udp 2122197247 fd3a:9c1e:5b2d:0:8c4f:11ff:fe22:3344 54404 typ host generation 0 network-id 4
    a=candidate:1876313031 1 tcp 1518280447 192.168.178.34 9 typ host tcptype active generation 0 network-id 1 network-cost 10
    a=candidate:4233069003 1 tcp 1518214911 10.8.0.6 9 typ host tcptype active generation 0 network-id 3 network-cost 50
    a=candidate:1853887674 1 udp 1686052607 84.115.210.9 61021 typ srflx raddr 192.168.178.34 rport 54400 generation 0 network-id 1 network-cost 10
    a=candidate:2157334355 1 udp 41885695 198.51.100.7 50112 typ relay raddr 84.115.210.9 rport 61021 generation 0 network-id 1 network-cost 10
    a=candidate:2157334356 1 udp 25108479 198.51.100.7 50113 typ relay raddr 84.115.210.9 rport 61022 generation 0 network-id 1 network-cost 10
    a=candidate:2157334357 1 udp 8331263 2001:db8:51::7 50114 typ relay raddr 2a02:810d:8abf:1c00:9d2e:4b1f:77aa:3c5d rport 54403 generation 0 network-id 2
    a=ice-ufrag:Zq+3
    a=ice-pwd:w0dYk3rQ/8mJ2o1VfVb7hXcT
    a=ice-options:trickle
    a=fingerprint:sha-256 3C:4A:AA:DA:3A:F5:7F:B1:60:B2:1A:BB:59:20:22:DB:FC:44:FB:71:0B:A1:62:4C:0E:9F:33:B1:7D:5A:10:2E
    a=setup:actpass
    a=mid:0
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
    a=sendrecv
    a=msid:6f0f3d1e-6a6f-4f5e-9f0d-0c1a3f2b7d11 b3f5cc2a-8f1d-4f0e-9b52-1d5e6f7a8b90
    a=rtcp-mux
    a=rtcp-rsize
    a=rtpmap:111 opus/48000/2
    a=rtcp-fb:111 transport-cc
    a=fmtp:111 minptime=10;useinbandfec=1
    a=rtpmap:63 red/48000/2
    a=fmtp:63 111/111
    a=ssrc:1399577813 cname:x3+Ab9/kQe1vTqLm
    m=video 9 UDP/TLS/RTP/SAVPF 96 97 39 40
    c=IN IP4 0.0.0.0
    a=rtcp:9 IN IP4 0.0.0.0
    a=ice-ufrag:Zq+3
    a=ice-pwd:w0dYk3rQ/8mJ2o1VfVb7hXcT
    a=fingerprint:sha-256 3C:4A:AA:DA:3A:F5:7F:B1:60:B2:1A:BB:59:20:22:DB:FC:44:FB:71:0B:A1:62:4C:0E:9F:33:B1:7D:5A:10:2E
    a=mid:1
    a=rtpmap:96 VP8/90000
    a=rtcp-fb:96 ccm fir
    a=rtpmap:39 AV1/90000
    a=fmtp:39 level-idx=5;profile=0;tier=0
    a=ssrc-group:FID 2231627014 632943048
  `),
};

export const FIREFOX: Described = {
  browser: 'Firefox',
  own: [
    '192.168.178.34',
    '2a02:810d:8abf:1c00:9d2e:4b1f:77aa:3c5d',
    '84.115.210.9',
    '0d9b1c2e-1f3a-4b5c-8d7e-9f0a1b2c3d4e.local',
  ],
  relays: ['198.51.100.7 50212'],
  sdp: lines(`
    v=0
    o=mozilla...THIS_IS_SDPARTA-130.0 4327261771880257373 1 IN IP4 0.0.0.0
    s=-
    t=0 0
    a=fingerprint:sha-256 1F:2E:3D:4C:5B:6A:79:88:97:A6:B5:C4:D3:E2:F1:00:1F:2E:3D:4C:5B:6A:79:88:97:A6:B5:C4:D3:E2:F1:00
    a=group:BUNDLE 0
    a=ice-options:trickle
    a=msid-semantic:WMS *
    m=audio 61021 UDP/TLS/RTP/SAVPF 109 9 0 8 101
    c=IN IP4 84.115.210.9
    a=candidate:0 1 UDP 2122187007 192.168.178.34 54400 typ host
    a=candidate:3 1 UDP 2122252543 2a02:810d:8abf:1c00:9d2e:4b1f:77aa:3c5d 54401 typ host
    a=candidate:4 1 UDP 2122055935 0d9b1c2e-1f3a-4b5c-8d7e-9f0a1b2c3d4e.local 54402 typ host
    a=candidate:6 1 TCP 2105458943 192.168.178.34 9 typ host tcptype active
    a=candidate:1 1 UDP 1685987327 84.115.210.9 61021 typ srflx raddr 192.168.178.34 rport 54400
    a=candidate:2 1 UDP 92217087 198.51.100.7 50212 typ relay raddr 84.115.210.9 rport 61021
    a=sendrecv
    a=end-of-candidates
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
    a=ice-pwd:c7ab2cd3e4f5061728394a5b6c7d8e9f
    a=ice-ufrag:5a6b7c8d
    a=mid:0
    a=msid:{11111111-2222-4333-8444-555555555555} {66666666-7777-4888-9999-aaaaaaaaaaaa}
    a=rtcp-mux
    a=rtpmap:109 opus/48000/2
    a=setup:actpass
    a=ssrc:2655508255 cname:{9d8e7f60-5a4b-4c3d-8e2f-1a0b9c8d7e6f}
  `),
};
